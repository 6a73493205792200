import { exportStatus, verifyExport, type Finding } from '../../../core/export';
import { bodyOf } from '../../conformance/checks/tools';
import { Stage } from './stage';

const FILES = { 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three' };
const DAY = 86_400_000;

async function exportedStage(): Promise<Stage> {
	const stage = new Stage({ folder: 'out/' });
	await stage.seed(FILES);
	await stage.run({ scope: 'both', tuning: { filesPerSegment: 2 } });
	return stage;
}

async function verify(stage: Stage, options = {}) {
	const findings: Finding[] = [];
	const verified = await verifyExport({ job: 'nightly', target: stage.target, concurrency: 2, onFinding: (finding) => findings.push(finding), ...options });
	return { ...verified, found: findings.map(({ kind, path }) => `${kind} ${path}`).sort(), details: findings.map(({ detail }) => detail) };
}

describe('verify', () => {
	test('finds nothing where nothing is wrong', async () => {
		const stage = await exportedStage();
		const { manifestHash = '' } = await stage.run();
		expect(await verify(stage, { keptHashes: [manifestHash] })).toMatchObject({ found: [], files: 6, heads: [manifestHash] });
	});

	test('finds what is missing, altered and unknown', async () => {
		const stage = await exportedStage();
		await stage.targetFiles.remove('out/a/1.mp3', {});
		await stage.targetFiles.write('out/a/2.mp3', bodyOf('TWO'), {});
		await stage.targetFiles.write('out/b/3.mp3', bodyOf('longer'), {});
		await stage.targetFiles.write('out/b/stranger', bodyOf('x'), {});
		await stage.targetFiles.write('outside', bodyOf('x'), {});
		const wrong = ['altered out/b/3.mp3', 'missing out/a/1.mp3', 'unknown out/b/stranger'];
		expect((await verify(stage)).found).toEqual(['altered out/a/2.mp3', ...wrong]);
		expect((await verify(stage, { sizesOnly: true })).found).toEqual(wrong);
	});

	test.each([
		['missing', /segment .* is missing/],
		['altered', /SHA-256 is not the one/],
	])('finds a segment that is %s', async (harm, words) => {
		const stage = await exportedStage();
		const [segment = ''] = (await stage.jobFiles()).filter((path) => path.includes('-000001-'));
		if (harm === 'missing') await stage.targetFiles.remove(segment, {});
		else await stage.targetFiles.write(segment, bodyOf('{}\n'), {});
		const { findings, details } = await verify(stage);
		expect(findings.manifest).toBeGreaterThan(0);
		expect(details.join()).toMatch(words);
	});

	test('misses a whole run by a hash that was kept elsewhere', async () => {
		const stage = await exportedStage();
		const { manifestHash = '' } = await stage.run();
		for (const path of await stage.jobFiles()) if (path.includes(manifestHash)) await stage.targetFiles.remove(path, {});
		expect((await verify(stage)).findings.manifest).toBe(0);
		expect((await verify(stage, { keptHashes: [manifestHash] })).findings.manifest).toBe(1);
	});

	test('does not take files of another job in the same folder for strangers', async () => {
		const stage = await exportedStage();
		await stage.seed({ 'other.mp3': 'x' });
		await stage.run({ job: { name: 'other', software: 'test/1' } });
		expect((await verify(stage)).found).toEqual([]);
	});
});

describe('status', () => {
	test('last run, backlog, and what expires first', async () => {
		const stage = new Stage();
		const status = async () => await exportStatus({ job: 'nightly', target: stage.target, list: () => stage.list() });
		await stage.seed({ 'a.mp3': 'aaa' }, 20_000 * DAY);
		await stage.seed({ 'b.mp3': 'b' }, 20_001 * DAY);
		expect(await status()).toMatchObject({ lastRun: undefined, listed: 2, exported: 0, backlog: { files: 2, bytes: 4, firstExpiresAt: '2024-11-03T00:00:00Z' }, heads: [] });
		expect(await stage.jobFiles()).toEqual([]);
		const { manifestHash, run } = await stage.run({ limits: { files: 1 } });
		expect(await status()).toMatchObject({ lastRun: { run, ended: 'limit' }, listed: 2, exported: 1, backlog: { files: 1, bytes: 1, firstExpiresAt: '2024-11-04T00:00:00Z' }, heads: [manifestHash] });
		await stage.run();
		expect((await status()).backlog).toEqual({ files: 0, bytes: 0 });
	});
});
