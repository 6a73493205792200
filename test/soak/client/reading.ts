import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { openZip, recordingsAccess } from '../../../core/archive';
import { decrypt } from '../../../core/crypto/decrypt';
import { readRecordingKeys } from '../../../core/crypto/keys/read-keys';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import { readCsv } from '../../../core/csv/read-csv';
import type { Recordings } from '../../../core/sources/recordings';
import type { SourceEntry } from '../../../core/sources/source';
import { download } from '../../../core/transfer/download';
import { rawZip } from '../../core/archive/raw-zip';
import { encryptCms, makeRecordingCertificate } from '../../core/crypto/writer';
import { contentOf, sha256 } from '../content';
import { LARGE, PASSING, SERVICES, STABLE, STABLE_FILES, stableBytes, TAGS, type Service } from '../protocol';
import type { Places } from './places';
import type { Work } from './tally';

const INDEX = 'index.csv';
const INDEX_ROWS = 4_000;
const LOCKED = 'locked.wav.bin';
const LOCKED_BYTES = 700_000;
const ARCHIVE = 'calls.zip';
const IN_ARCHIVE = ['a.wav', 'b/ä.wav', 'c.wav'];
const ENTRY_BYTES = 120_000;
const NAMES = [...Array.from({ length: STABLE_FILES }, (_, at) => `day ${at % 4}/call-${at}.wav`), ...LARGE];

/** One thing to read, of one service. Throws what the package throws, or an AssertionError where something wrong came. */
export interface Reading {
	operation: string;
	services: readonly Service[];
	weight: number;
	go(places: Places, service: Service, work: Work, random: () => number): Promise<void>;
}

const certificate = makeRecordingCertificate({ modulusLength: 2_048 });
let keys: RecordingKeys | undefined;

/** What lies at each source from the beginning to the end. */
export function stableFiles(): [name: string, content: Buffer][] {
	const rows = Array.from({ length: INDEX_ROWS }, (_, at) => `call-${at},"Agent ${at % 17}, ""ü""",${at * 3}`);
	const locked = encryptCms(contentOf(LOCKED, LOCKED_BYTES), { recipients: [{ to: certificate }] });
	const zip = rawZip({ entries: IN_ARCHIVE.map((name) => ({ name, content: contentOf(name, ENTRY_BYTES), method: 8 })) });
	return [...NAMES.map((name): [string, Buffer] => [name, contentOf(name, stableBytes(name))]), [INDEX, Buffer.from(['Call ID,Agent,Seconds', ...rows, ''].join('\r\n'))], [LOCKED, locked], [ARCHIVE, zip]];
}

const ALL = [...NAMES, INDEX, LOCKED, ARCHIVE].map((name) => STABLE + name).sort();

async function pathsOf(pages: AsyncIterable<SourceEntry[]>, work: Work): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of pages) for (const { path } of page) paths.push(path);
	work.bytes += paths.length * 100;
	return paths.sort();
}

/** What is stable is there once, and nothing else but what comes and goes. */
function assertListed(paths: string[]): void {
	assert.deepEqual(paths.filter((path) => !path.startsWith(PASSING)), ALL);
	assert.equal(new Set(paths).size, paths.length, 'something is listed twice');
}

async function fetched(recordings: Recordings, name: string, work: Work): Promise<void> {
	const sizeBytes = stableBytes(name);
	const { stored } = await download(recordings, STABLE + name, {
		signal: work.signal,
		store: async (body) => {
			const hash = createHash('sha256');
			for await (const chunk of body as AsyncIterable<Buffer>) hash.update(chunk);
			return hash.digest('hex');
		},
	});
	work.bytes += sizeBytes;
	assert.equal(stored, sha256(contentOf(name, sizeBytes)), `other bytes of ${name} were handed out as right`);
}

async function parsed(recordings: Recordings, work: Work): Promise<void> {
	const { stored, entry } = await download(recordings, STABLE + INDEX, {
		signal: work.signal,
		store: async (body) => {
			let [rows, seconds] = [0, 0];
			for await (const batch of readCsv(body, { signal: work.signal })) {
				rows += batch.rows.length;
				for (const { fields } of batch.rows) seconds += Number(fields[2]) || 0;
			}
			return { rows, seconds };
		},
	});
	work.bytes += entry.sizeBytes ?? 0;
	assert.deepEqual(stored, { rows: INDEX_ROWS + 1, seconds: (3 * INDEX_ROWS * (INDEX_ROWS - 1)) / 2 });
}

async function decrypted(recordings: Recordings, work: Work): Promise<void> {
	keys ??= await readRecordingKeys({ privateKeys: certificate.certificate + certificate.key });
	const { stored, entry } = await download(recordings, STABLE + LOCKED, {
		signal: work.signal,
		store: async (body) => await decrypt(body, keys!, { store: buffer, signal: work.signal, isCheckedAtItsEnd: true, acceptUnknownMedia: true }),
	});
	work.bytes += entry.sizeBytes ?? 0;
	assert.ok(stored.stored.equals(contentOf(LOCKED, LOCKED_BYTES)), 'what was decrypted is something else');
}

async function unzipped(recordings: Recordings, work: Work, random: () => number): Promise<void> {
	const access = await recordingsAccess(recordings, STABLE + ARCHIVE, { signal: work.signal });
	const zip = await openZip(access, { path: ARCHIVE });
	assert.deepEqual(zip.entries.map(({ name }) => name), IN_ARCHIVE);
	const entry = zip.entries[Math.floor(random() * zip.entries.length)];
	const content = await buffer(await zip.open(entry, { signal: work.signal }));
	work.bytes += content.length;
	assert.ok(content.equals(contentOf(entry.name, ENTRY_BYTES)), `${entry.name} is something else`);
}

/** Azure's index tells of every container of the account. */
const EXPRESSION = `@container = 'recordings' AND "case" = '${TAGS.case}'`;

function oneOf<One>(all: readonly One[], random: () => number): One {
	return all[Math.floor(random() * all.length)];
}

function of(operation: string, weight: number, go: (recordings: Recordings, work: Work, random: () => number) => Promise<void>): Reading {
	return { operation, weight, services: SERVICES, go: async (places, service, work, random) => await places.using(service, 'source', work, async (recordings) => await go(recordings, work, random)) };
}

export const READINGS: readonly Reading[] = [
	// The test server of Azure counts its pages, and cannot go on where files come and go in between.
	of('list', 4, async (recordings, work, random) => assertListed(await pathsOf(recordings.listPages({ prefix: 'listed/', pageSize: recordings.container === undefined ? oneOf([7, 40, 1_000], random) : 1_000, signal: work.signal }), work))),
	of('list the stable ones, page by page', 3, async (recordings, work) => assert.deepEqual(await pathsOf(recordings.listPages({ prefix: STABLE, pageSize: 9, signal: work.signal }), work), ALL)),
	{
		operation: 'find by tags',
		weight: 3,
		services: ['azure'],
		go: async (places, service, work) =>
			await places.using(service, 'source', work, async (recordings) => assertListed((await pathsOf(recordings.findPages(EXPRESSION, { signal: work.signal }), work)).filter((path) => path.startsWith('listed/'))), { isIndex: true }),
	},
	of('download, small', 6, async (recordings, work, random) => await fetched(recordings, NAMES[Math.floor(random() * STABLE_FILES)], work)),
	of('download, many MiB', 3, async (recordings, work, random) => await fetched(recordings, oneOf(LARGE, random), work)),
	of('parse an index', 3, async (recordings, work) => await parsed(recordings, work)),
	of('decrypt', 3, async (recordings, work) => await decrypted(recordings, work)),
	of('read a ZIP', 3, async (recordings, work, random) => await unzipped(recordings, work, random)),
];
