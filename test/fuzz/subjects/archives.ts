import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { bufferAccess, openZip, unpack, writeZip, type NewZipFile } from '../../../core/archive';
import { Secret } from '../../../core/secrets/secret';
import { little, rawZip } from '../../core/archive/raw-zip';
import { KINDS, sealed } from '../../core/archive/sealed';
import { assert, attemptLater, codeOf, type Subject } from '../subject';
import { randomNumbers } from '../../random';

const random = randomNumbers(7);
const CONTENT = Buffer.from(Array.from({ length: 700 }, (_, at) => (at < 300 ? 97 + (at % 7) : Math.floor(random() * 256))));
const CONTENTS = [Buffer.from('hello'), CONTENT, Buffer.alloc(0), Buffer.alloc(3_000, 'x')];
const PASSWORD = 'öffne dich';

const utf8Extra = (name: string, text: string) => {
	const id = Buffer.from(text);
	return Buffer.concat([little([0x7075, 2], [id.length + 5, 2], [1, 1], [0, 4]), id, Buffer.from(name).subarray(0, 0)]);
};

async function written(options: Parameters<typeof writeZip>[1] = {}): Promise<Buffer> {
	const files: NewZipFile[] = CONTENTS.map((content, at) => ({ name: `folder/${at}.bin`, content: Readable.from([content]) as never, sizeBytes: at % 2 ? content.length : undefined, lastModified: '2026-01-31T08:00:00Z' }));
	return await buffer(writeZip(files, options));
}

const KNOWN = new Set(CONTENTS.map((content) => content.toString('latin1')));
const LIMITS = { maxExpandedBytes: 4_000_000 };

/**
 * Reads all of an archive. What is handed on as whole is what was put in: each content has a checksum, which damage by chance passes
 * once in four thousand million times.
 */
async function readArchive(bytes: Buffer, password: Secret | undefined, isForged: (content: string) => boolean): Promise<string> {
	let read = 0;
	const refusals = new Set<string>();
	const opened = await attemptLater(async () => await openZip(bufferAccess(bytes), { password, limits: LIMITS, path: 'x.zip' }), codeOf);
	if (opened.refused !== undefined) return opened.refused;
	for (const entry of opened.value.entries.slice(0, 40)) {
		assertBelow(entry.name);
		if (entry.isFolder || entry.problem !== undefined) continue;
		const content = await attemptLater(async () => await buffer(await opened.value.open(entry)), codeOf);
		if (content.refused !== undefined) {
			refusals.add(content.refused);
			continue;
		}
		read++;
		assert(content.value.length === entry.sizeBytes, () => `${content.value?.length} bytes instead of ${entry.sizeBytes}`);
		assert(isForged(content.value.toString('latin1')), () => `${JSON.stringify(entry.name)} was handed on with another content`);
	}
	return refusals.size > 0 ? `some: ${[...refusals][0]}` : read > 0 ? 'accepted' : 'empty';
}

function assertBelow(name: string): void {
	const segments = name.replaceAll('\\', '/').replace(/\/$/, '').split('/');
	assert(!/^([a-z]:|\/|\\)/i.test(name) && !name.includes('\0') && segments.every((segment) => !/^[. ]*$/.test(segment)), () => `the name ${JSON.stringify(name)} leads elsewhere`);
}

const entries = (contents: readonly Buffer[]) => contents.map((content, at) => ({ name: `folder/${at}.bin`, content, method: at % 2 ? 8 : 0 }));

const WORDS = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07', 'PK\x07\x08', '../', '\\', 'folder/', '\0\0\0\0', '\x01\x99\x07\0', 'up', 'ux'];

/** A stored content with the CRC-32 of what it is: whoever writes both is not damage. */
const isOwn = (content: string) => KNOWN.has(content) || content === '';

export const ARCHIVE_SUBJECTS: Subject<Buffer>[] = [
	{
		name: 'ZIP',
		modules: ['core/archive/zip/open-zip', 'core/archive/zip/directory', 'core/archive/zip/entry', 'core/archive/zip/local-header', 'core/archive/zip/body', 'core/archive/zip/times', 'core/archive/zip/checks', 'core/archive/zip/write/write-zip', 'core/archive/random-access'],
		share: 0.35,
		seeds: async () => [
			rawZip({ entries: entries(CONTENTS) }),
			rawZip({ entries: entries(CONTENTS), zip64: true, comment: 'PK\x05\x06' }),
			rawZip({ entries: [{ name: Buffer.from([0x81, 0x2f, 0x61]), flags: 0, content: 'hello' }, { name: 'x', content: 'hello', extra: utf8Extra('x', 'é.bin'), versionMadeBy: 0x31e }, { name: 'd/', content: '' }] }),
			await written(),
			await written({ method: 'stored' }),
		],
		words: WORDS,
		check: async (bytes) => await readArchive(bytes, undefined, isOwn),
	},
	{
		name: 'encrypted ZIP',
		modules: ['core/archive/zip/password', 'core/archive/zip/encryption/unlock', 'core/archive/zip/encryption/winzip-aes', 'core/archive/zip/encryption/zip-crypto'],
		share: 0.12,
		seeds: async () => [
			...KINDS.map((kind) => rawZip({ entries: [sealed(kind, 'a.bin', CONTENT, PASSWORD, { aeVersion: 1 }), sealed(kind, 'b.bin', 'hello', PASSWORD, { hasDescriptor: true })] })),
			await written({ encryption: 'AES-256', password: new Secret(PASSWORD) }),
			await written({ encryption: 'ZipCrypto', password: new Secret(PASSWORD) }),
		],
		words: WORDS,
		check: async (bytes, choices) => await readArchive(bytes, choices.chance(0.9) ? new Secret(PASSWORD) : undefined, isOwn),
	},
	{
		name: 'ZIP as a stream',
		modules: ['core/archive/unpack', 'core/archive/file-access'],
		share: 0.04,
		seeds: async () => [rawZip({ entries: entries(CONTENTS) }), await written()],
		words: WORDS,
		async check(bytes) {
			const list = async (from: Parameters<typeof unpack>[0]) => {
				const found: string[] = [];
				const result = await attemptLater(async () => {
					for await (const { path, open } of unpack(from, { limits: LIMITS })) {
						assertBelow(path);
						const content = await attemptLater(async () => await buffer(await open()), codeOf);
						found.push(`${path} ${content.refused ?? content.value?.toString('base64')}`);
					}
				}, codeOf);
				return [...found, result.refused ?? 'end'];
			};
			const [ofStream, ofBuffer] = [await list(Readable.from([bytes], { objectMode: false })), await list(bufferAccess(bytes))];
			assert(ofStream.join('\n') === ofBuffer.join('\n'), () => `a stream gives ${ofStream.join(', ').slice(0, 300)}, bytes give ${ofBuffer.join(', ').slice(0, 300)}`);
			return ofStream.at(-1) === 'end' ? 'accepted' : String(ofStream.at(-1));
		},
	},
];
