import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { status } from '../../servers/blob-faults';
import { seaName } from '../cxone/sea-stage';
import { credentialOf } from '../tenant';
import { ExportStage, genesys, recordingPath } from './export-stage';
import { cxone, eightByEight, target } from './sources';

const stage = new ExportStage();
const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const [ONE, TWO, THREE] = [1, 2, 3].map((number) => recordingPath(number));
const SEEDS = { [ONE]: { content: 'one' }, [TWO]: { content: 'two!' }, [THREE]: { content: 'three' } };
const IN_FOLDER = { subfolders: 'source', folder: { __rl: true, mode: 'path', value: 'mytenant/' }, options: { onConflict: 'fail' } };
const AT = (path: string) => join(stage.target.path, lastPart(path));

describe('a file that fails', () => {
	beforeEach(async () => {
		await genesys(stage, SEEDS);
		writeFileSync(AT(TWO), 'a stranger');
	});

	it('stops the workflow after the run; what was exported is said, and recorded', async () => {
		const error = await stage.failure(IN_FOLDER);
		expect(error.message).toContain('the target has another file of that name');
		expect(error.description).toMatch(/Exported 2 files .*1 failed and are tried again by the next run.* the next run goes on from there\. .*set On Error of this node to Continue\./);
		expect(error.context.itemIndex).toBe(0);
		rmSync(AT(TWO));
		expect((await stage.run(IN_FOLDER)).json).toMatchObject([{ exportedFiles: 1, knownFiles: 2, failedFiles: 0 }]);
	});

	it('comes as an item where the workflow continues', async () => {
		const { json } = await stage.run(IN_FOLDER, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ exportedFiles: 2, failedFiles: 1 }, { path: TWO, error: expect.stringContaining('another file'), errorCode: 'CONFLICT', advice: expect.any(String) }]);
	});

	it('comes in the form of the error branch, with what is known of it in its details', async () => {
		const { json } = await stage.run(IN_FOLDER, { onError: 'continueErrorOutput' });
		expect(Object.keys(json[1])).toEqual(['error', 'details']);
		expect(json[1].details).toMatchObject({ path: TWO, callId: expect.any(String), errorCode: 'CONFLICT' });
	});
});

it.each<[string, Record<string, ICredentialDataDecryptedObject>, RegExp, INodeParameters?]>([
	['the credential of the source', { genesysSasApi: { recordingsToken: 'sv=2020&se=2020-01-01T00%3A00%3A00Z&sr=c&sp=rl&sig=abc' } }, /expired|token/i],
	['Job Name', {}, /"Job Name" is empty/, { jobName: ' ' }],
	['Rename Pattern', {}, /\{Agnet\} is no token/, { renamePattern: '{Agnet}' }],
	['Time Zone', {}, /"Time Zone"/, { options: { timeZone: 'Mars/Olympus' } }],
	['Source', {}, /"Source"/, { source: 'nowhere' }],
	['Target Type', {}, /"Target Type"/, { targetType: 'nowhere' }],
	['Recordings', {}, /"Recordings"/, { recordings: 'nowhere' }],
	['Agent without a value', {}, /"Agent" is an expression that gives nothing/, { filters: { agents: '={{ $json.nothing }}' } }],
	['a window the wrong way round', {}, /Started After/, { filters: { startedAfter: '2026-02-01T00:00:00Z', startedBefore: '2026-01-01T00:00:00Z' } }],
	['durations the wrong way round', {}, /nothing can match/, { filters: { durationAtLeast: 9, durationAtMost: 1 } }],
	['a deletion that is not confirmed', {}, /not confirmed/, { deleteAtSource: true }],
	['a deletion of what is not exported', {}, /scope is metadata/, { deleteAtSource: true, confirmed: true, scope: 'metadata' }],
	['a limit', {}, /"Limit: Files"/, { options: { limitFiles: 'many' } }],
])('%s: said before anything is exported, and an item where the workflow continues', async (_, credentials, message, parameters = {}) => {
	const server = await genesys(stage, SEEDS);
	const furtherCredentials = Object.fromEntries(Object.entries(credentials).map(([type, changes]) => [type, credentialOf(server, changes)]));
	const error = await stage.failure(parameters, { furtherCredentials });
	expect(`${error.message} ${error.description}`).toMatch(message);
	expect(server.requests.filter(({ method, blob }) => method === 'GET' && blob !== '')).toHaveLength(0);
	const { json } = await stage.run(parameters, { furtherCredentials, onError: 'continueRegularOutput' });
	expect(json[0]).toMatchObject({ error: expect.any(String), errorCode: expect.any(String) });
	expect(await stage.exported()).toEqual({});
});

it('a source that ends in the middle ends the run; what was done is said', async () => {
	const server = await genesys(stage, SEEDS);
	await stage.run({ options: { limitFiles: 1, filesAtOnce: 1 } });
	server.inject(status(403, 'AuthenticationFailed'), { times: 100, on: ({ method, blob }) => method === 'GET' && blob !== '' });
	const error = await stage.failure();
	expect(error.description).toContain('What was exported is recorded');
	const { json } = await stage.run({}, { onError: 'continueRegularOutput' });
	expect(json[0]).toMatchObject({ ended: 'failed', errorCode: expect.any(String) });
	expect(json.at(-1)).toMatchObject({ error: expect.any(String) });
});

it('an execution that is cancelled leaves what is done, and no pieces', async () => {
	await genesys(stage, SEEDS);
	const cancel = new AbortController();
	cancel.abort();
	const error = await stage.failure({}, { signal: cancel.signal, onError: 'continueRegularOutput' });
	expect(error.message).toContain('cancelled');
	expect((await stage.run()).json).toMatchObject([{ exportedFiles: 3 }]);
});

it('an agent may not export', async () => {
	await genesys(stage, SEEDS);
	expect((await stage.failure({}, { asTool: 'engine' })).message).toContain('an AI agent must not export recordings');
});

describe('delete at source', () => {
	const DELETING = { deleteAtSource: true, confirmed: true };

	it('after each is recorded, in the version that was exported', async () => {
		const server = await cxone(stage, { [seaName(1)]: 'one', [seaName(2)]: 'two' });
		expect((await stage.run(DELETING)).json).toMatchObject([{ exportedFiles: 2, deletedAtSource: 2 }]);
		expect(server.store.sortedKeys('nice-sea')).toEqual([]);
		expect(Object.values(await stage.exported()).sort()).toEqual(['one', 'two']);
	});

	it('not from a server that states no checksums, unless the size is enough', async () => {
		await eightByEight(stage, { 'S20260101/R202601010101010001.wav': 'RIFF' });
		const failure = await stage.failure(DELETING);
		expect([failure.message, failure.description].join(' ')).toMatch(/states no checksums.*Size Is Enough/);
	});

	it('nothing in a dry run, confirmed or not', async () => {
		const server = await cxone(stage, { [seaName(1)]: 'one' });
		expect((await stage.run({ deleteAtSource: true, options: { dryRun: true } })).json).toMatchObject([{ plannedFiles: 1 }]);
		expect(server.store.sortedKeys('nice-sea')).toHaveLength(1);
	});

	it('where the login lacks the right, the export counts, and each failure is told', async () => {
		const server = await genesys(stage, { [ONE]: { content: 'one' } });
		const { json, hints } = await stage.run(DELETING, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ exportedFiles: 1, deletedAtSource: 0, undeletedAtSource: 1, failedFiles: 0 }, { path: ONE, error: expect.stringContaining('Could not delete') }]);
		const told = hints.map(({ message }) => message).join();
		expect(told).toContain('1 are exported and could not be deleted at the source');
		expect(told).not.toContain('failed');
		expect(server.store).toBeDefined();
	});
});

describe('incoming items', () => {
	const ITEMS = { recordings: 'items', path: '={{ $json.path }}', subfolders: 'source', output: 'files' };

	it('exports those that the items name, paired with them, with what the items tell besides', async () => {
		await genesys(stage, SEEDS);
		const { json, items } = await stage.run({ ...ITEMS, scope: 'both' }, { items: [{ path: THREE, container: 'recordings', case: 'A-7' }, { path: ONE }] });
		expect(json).toHaveLength(2);
		expect(Object.fromEntries(items.map(({ json: { path }, pairedItem }) => [path, pairedItem]))).toEqual({ [THREE]: { item: 0 }, [ONE]: { item: 1 } });
		expect(JSON.parse((await stage.exported())[`${THREE}.metadata.json`])).toMatchObject({ case: 'A-7', path: THREE });
		// One job knows both ways.
		expect((await stage.run()).json).toMatchObject([{ exportedFiles: 1, knownFiles: 2 }]);
	});

	it('asks nothing about items of Get Many', async () => {
		const server = await genesys(stage, SEEDS);
		const [listed] = (await stage.run({ targetType: 'binary', binaryPropertyName: 'data' })).items;
		const { verifiedBy, contentMd5, ...json } = listed.json;
		void [verifiedBy, contentMd5];
		const before = server.requests.length;
		await stage.run(ITEMS, { items: [{ json }] });
		expect(server.requests.slice(before).filter(({ method }) => method === 'HEAD')).toHaveLength(0);
	});

	it.each([
		['no path', {}, 'names no path', 'INVALID_REQUEST'],
		['a file that is gone', { path: 'mytenant/gone.mp3' }, 'gone.mp3', 'NOT_FOUND'],
		['another container', { path: ONE, container: 'gim-export' }, 'the job reads "recordings"', 'INVALID_REQUEST'],
		['a path that climbs', { path: '../x.mp3' }, 'segment', 'OUTSIDE_FOLDER'],
	])('%s fails that item alone', async (_, item, message, errorCode) => {
		await genesys(stage, SEEDS);
		const { json, items } = await stage.run(ITEMS, { items: [{ path: ONE }, item], onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ path: ONE, export: { status: 'exported' } }, { error: expect.stringContaining(message), errorCode }]);
		expect(items[1].pairedItem).toEqual({ item: 1 });
	});

	it('an older version than that at the source is not taken for it', async () => {
		await genesys(stage, SEEDS);
		const item = { path: ONE, container: 'recordings', etag: 'old', sizeBytes: 3, lastModified: '2026-01-30T08:00:00Z' };
		const { json } = await stage.run(ITEMS, { items: [item], onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ errorCode: 'CHANGED' }]);
	});
});

describe('binary items', () => {
	const BINARY = { targetType: 'binary', binaryPropertyName: 'audio' };

	it('hands on each file, verified, every time', async () => {
		await genesys(stage, SEEDS);
		for (const run of [await stage.run(BINARY), await stage.run(BINARY)]) {
			expect(run.json).toMatchObject([{ path: ONE, verifiedBy: 'md5' }, { path: TWO }, { path: THREE }]);
			expect((await stage.n8n.bytesOf(run.items[1].binary?.audio)).toString()).toBe('two!');
			expect(run.hints.at(-1)?.message).toBe('3 files (12 bytes) handed on as binary data.');
		}
		expect(await stage.exported()).toEqual({});
	});

	it('by filters, order and limits', async () => {
		await genesys(stage, SEEDS);
		expect((await stage.run({ ...BINARY, options: { limitFiles: 1, order: 'expiring' } })).json).toHaveLength(1);
		expect((await stage.run({ ...BINARY, filters: { callIds: '00000000000000000000000000000003' } })).json).toMatchObject([{ path: THREE }]);
	});

	it('one that fails is told, and the others come', async () => {
		await genesys(stage, SEEDS);
		const { json } = await stage.run({ ...BINARY, recordings: 'items', path: '={{ $json.path }}' }, { items: [{ path: ONE }, { path: 'mytenant/gone.mp3' }], onError: 'continueErrorOutput' });
		expect(json).toMatchObject([{ path: ONE }, { error: expect.any(String), details: { errorCode: 'NOT_FOUND' } }]);
	});
});

describe('verify', () => {
	it('tells what is missing, altered and unknown, an item each', async () => {
		await genesys(stage, SEEDS);
		const at = { subfolders: 'source' };
		const [{ manifestHash }] = (await stage.run(at)).json;
		rmSync(join(stage.target.path, ONE));
		writeFileSync(join(stage.target.path, TWO), 'TWO!');
		writeFileSync(join(stage.target.path, 'stranger.txt'), 'x');
		const { json, hints } = await stage.run({ operation: 'verify', options: { keptHashes: `${String(manifestHash)},${'0'.repeat(64)}` } });
		expect(json.map(({ finding, path }) => [finding, path].join(' ').trim()).sort()).toEqual(['', `altered ${TWO}`, expect.stringMatching(/^manifest/), `missing ${ONE}`, 'unknown stranger.txt']);
		expect(json.at(-1)).toMatchObject({ isIntact: false, findings: { missing: 1, altered: 1, unknown: 1, manifest: 1 }, heads: [manifestHash] });
		expect(hints[0].message).toContain('1 missing, 1 altered, 1 unknown');
		expect((await stage.run({ operation: 'verify', options: { sizesOnly: true } })).json.filter(({ finding }) => finding === 'altered')).toEqual([]);
	});

	it('a job that the target does not know is an error', async () => {
		expect((await stage.failure({ operation: 'verify', jobName: 'never ran' })).message).toContain('no manifest of the job "never ran"');
	});
});

describe('status', () => {
	it('tells what is not exported yet, and when the first of it expires', async () => {
		const server = await cxone(stage, { [seaName(1)]: 'one' });
		await stage.run();
		server.seed('nice-sea', { [`mytenant/${seaName(2)}`]: { content: 'two!' } });
		const { json } = await stage.run({ operation: 'status' });
		expect(json).toMatchObject([{ listedFiles: 2, exportedFiles: 1, backlogFiles: 1, backlogBytes: 4, firstExpiresAt: expect.stringMatching(/Z$/), lastRun: { ended: 'complete', counts: { exported: 1 } } }]);
	});

	it('says where there is no run yet', async () => {
		await target(stage, 'folder');
		await genesys(stage, SEEDS);
		const { json, hints } = await stage.run({ operation: 'status' });
		expect(json).toMatchObject([{ backlogFiles: 3, exportedFiles: 0 }]);
		expect(hints[0].message).toContain('no finished run of the job "nightly"');
	});
});

it('tells n8n how far it is', async () => {
	await genesys(stage, SEEDS);
	await stage.run();
	expect(stage.n8n.secrets.leaksOf('Recording Export "nightly": Exported 3 files')).not.toEqual([]);
});

