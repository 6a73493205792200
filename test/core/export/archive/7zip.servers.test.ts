import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { RecordingError } from '../../../../core/errors/recording-error';
import type { ArchiveOptions } from '../../../../core/export';
import { delegateTo } from '../../../../core/sources/layers/delegate';
import type { Source } from '../../../../core/sources/source';
import { SevenZip } from '../../../servers/seven-zip';
import { Stage } from '../stage';
import { PASSWORD } from './archives';

// Archives of an export, opened by a program that was written by others; those with dead space in them as well.
let sevenZip: SevenZip;
const FILES = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`day ${at % 2}/call ${at}.wav`, randomBytes(150_000 + at).toString('base64')]));
const LOCK = `-p${PASSWORD.reveal()}`;

beforeAll(async () => void (sevenZip = await SevenZip.start()));
afterAll(async () => await sevenZip.stop());

/** The second half of these does not come, the first time. */
const failing = (paths: readonly string[]) => (inner: Source): Source => ({
	...delegateTo(inner),
	read: async (path, options) => {
		const { body, entry } = await inner.read(path, options);
		let passed = 0;
		if (paths.includes(path)) {
			body.on('data', (chunk: Buffer) => {
				if ((passed += chunk.length) > 100_000) body.destroy(new RecordingError({ code: 'DECRYPTION_FAILED', operation: 'read' }));
			}).pause();
		}
		return { body, entry };
	},
});

const PATHS = Object.keys(FILES).sort();

describe.each<[string, ArchiveOptions]>([
	['ZIP', {}],
	['ZIP, standard encryption', { encryption: 'ZipCrypto', password: PASSWORD }],
	['ZIP, AES-256', { encryption: 'AES-256', password: PASSWORD }],
])('%s', (kind, archive) => {
	test.each<[string, string[], number]>([
		['as they come', [], 0],
		['read before', [], 2 ** 20],
		['the first one failed', [PATHS[0]], 0],
		['one in the middle failed', [PATHS[2]], 0],
		['the last one failed', [PATHS[4]], 0],
		['all but one failed', PATHS.slice(0, 4), 0],
	])('%s', async (how, failed, spoolBytes) => {
		const stage = new Stage({ source: failing(failed) });
		await stage.seed(FILES);
		expect(await stage.run({ archive, scope: 'both', concurrency: 1, tuning: { spoolBytes } })).toMatchObject({ failed: failed.length, archives: 1 });
		const [path] = Object.keys(await stage.exported());
		const place = `${kind} ${how}`;
		await sevenZip.write(`${place}/a.zip`, await buffer((await stage.target.read(path)).body));
		const said = await sevenZip.run(['t', 'a.zip', LOCK], { within: place });
		expect(said).toMatch(/Everything is Ok/);
		expect(said).not.toMatch(/warning|error/i);
		const good = PATHS.filter((path) => !failed.includes(path));
		// With metadata, the manifest, and what it says of itself.
		expect(said).toMatch(new RegExp(`^Files: ${good.length * 2 + 2}$`, 'm'));
		await sevenZip.run(['x', 'a.zip', LOCK, '-oout'], { within: place });
		for (const path of good) expect(String(await sevenZip.read(`${place}/out/${path}`))).toBe(FILES[path]);
		for (const path of failed) await expect(sevenZip.read(`${place}/out/${path}`)).rejects.toMatchObject({ code: 'ENOENT' });
		if (archive.encryption) await expect(sevenZip.run(['t', 'a.zip', '-pwrong'], { within: place })).rejects.toThrow(/Wrong password/);
	});
});

test('several archives are unpacked into one folder', async () => {
	const stage = new Stage();
	await stage.seed(FILES);
	await stage.run({ archive: { maxFiles: 2 } });
	for (const path of Object.keys(await stage.exported())) {
		await sevenZip.write(`all/${path}`, await buffer((await stage.target.read(path)).body));
		await sevenZip.run(['x', path, '-oout'], { within: 'all' });
	}
	for (const path of PATHS) expect(String(await sevenZip.read(`all/out/${path}`))).toBe(FILES[path]);
});
