import { buffer } from 'node:stream/consumers';
import { writeZip } from '../../../../core/archive';
import { verifyExport, type ArchiveOptions, type Finding } from '../../../../core/export';
import { Secret } from '../../../../core/secrets/secret';
import { bodyOf } from '../../../conformance/checks/tools';
import { Stage } from '../stage';
import { PASSWORD } from './archives';

const FILES = { 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three' };
const AES: ArchiveOptions = { encryption: 'AES-256', password: PASSWORD };

async function exported(archive: ArchiveOptions): Promise<{ stage: Stage; path: string }> {
	const stage = new Stage({ folder: 'out/' });
	await stage.seed(FILES);
	await stage.run({ archive, scope: 'both', tuning: { filesPerSegment: 2 } });
	const [name] = Object.keys(await stage.exported());
	return { stage, path: `out/${name}` };
}

async function verify(stage: Stage, options: { password?: Secret; sizesOnly?: boolean } = {}) {
	const findings: Finding[] = [];
	const verified = await verifyExport({ job: 'nightly', target: stage.target, concurrency: 2, onFinding: (finding) => findings.push(finding), ...options });
	return { ...verified, found: findings.map(({ kind, path, entry }) => [kind, path, ...(entry === undefined ? [] : [entry])]), details: findings.map(({ detail }) => detail) };
}

async function alter(stage: Stage, path: string, at: number): Promise<void> {
	const content = await buffer((await stage.targetFiles.read(path, { offset: 0 })).body);
	content[at < 0 ? content.length + at : at] ^= 1;
	await stage.targetFiles.write(path, bodyOf(content), {});
}

async function placeOf(stage: Stage, path: string, text: string): Promise<number> {
	return (await buffer((await stage.targetFiles.read(path, { offset: 0 })).body)).indexOf(text);
}

test.each<[string, ArchiveOptions, { password?: Secret; sizesOnly?: boolean }, object]>([
	['not encrypted', {}, {}, { files: 7, unopened: 0 }],
	['encrypted, with its password', AES, { password: PASSWORD }, { files: 7, unopened: 0 }],
	['encrypted, without: as a whole', AES, {}, { files: 1, unopened: 1 }],
	['sizes only', AES, { sizesOnly: true }, { files: 1, bytes: 0, unopened: 0 }],
])('nothing is wrong: %s', async (_, archive, options, expected) => {
	expect(await verify((await exported(archive)).stage, options)).toMatchObject({ found: [], ...expected });
});

test('another password is said, and the archive is compared as a whole', async () => {
	const { stage, path } = await exported(AES);
	const options = { password: new Secret('not this one') };
	expect(await verify(stage, options)).toMatchObject({ found: [['unreadable', path]], details: [expect.stringMatching(/password does not open .*; it is compared as a whole/)] });
	await alter(stage, path, 400);
	expect((await verify(stage, options)).found).toEqual([['unreadable', path], ['altered', path]]);
});

test.each<[string, ArchiveOptions, { password?: Secret }]>([
	['not encrypted', {}, {}],
	['encrypted, with its password', AES, { password: PASSWORD }],
	['encrypted, without', AES, {}],
])('a bit that is another one, wherever it is in a file: %s', async (_, archive, options) => {
	const { stage, path } = await exported(archive);
	const name = (await placeOf(stage, path, 'a/2.mp3')) - 30;
	for (const at of archive.encryption ? [0, 26, 60, 66, 70, 80] : [0, 26, 46, 48]) {
		await alter(stage, path, name + at);
		const { found } = await verify(stage, options);
		expect([at, found]).toEqual([at, expect.arrayContaining([expect.arrayContaining(['altered', path])])]);
		await alter(stage, path, name + at);
	}
	expect((await verify(stage, options)).found).toEqual([]);
});

test('files within it are named', async () => {
	const { stage, path } = await exported({});
	const at = await placeOf(stage, path, 'two');
	await alter(stage, path, at);
	const { found, details } = await verify(stage);
	expect(found).toEqual([['altered', path, 'a/2.mp3']]);
	expect(details).toEqual([expect.stringMatching(/"a\/2\.mp3" is damaged/)]);
});

test('a packed one of other files, a missing one, one that is cut, and one that nobody knows', async () => {
	const { stage, path } = await exported({});
	const content = await buffer((await stage.targetFiles.read(path, { offset: 0 })).body);
	const other = async function* () { yield Buffer.from('TWO'); };
	await stage.targetFiles.write(path, bodyOf(await buffer(writeZip([{ name: 'a/2.mp3', content: other() }]))), {});
	const { found, details } = await verify(stage);
	expect(found).toContainEqual(['altered', path, 'a/2.mp3']);
	expect(found).toContainEqual(['missing', path, 'a/1.mp3']);
	expect(details).toContainEqual(expect.stringMatching(/it has 1 entries, and 8 were written/));
	await stage.targetFiles.remove(path, {});
	expect((await verify(stage)).found).toEqual([['missing', path]]);
	await stage.targetFiles.write(path, bodyOf(content.subarray(0, -30)), {});
	expect((await verify(stage)).found).toEqual([['altered', path], ['altered', path]]);
	await stage.targetFiles.write(path, bodyOf(content), {});
	await stage.targetFiles.write('out/nightly-stranger.zip', bodyOf(content), {});
	expect((await verify(stage)).found).toEqual([['unknown', 'out/nightly-stranger.zip']]);
});

test('archives of another job in the same folder are no strangers', async () => {
	const { stage } = await exported({});
	await stage.run({ job: { name: 'other', software: 'test/1' }, archive: {} });
	expect((await verify(stage)).found).toEqual([]);
});
