import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportCredentials } from '../../demo/export/credential.js';
import { root } from '../../demo/lib/project.js';
import { cxoneCredential } from '../../demo/vendors/cxone/credential.js';
import { CONTACTS_LAST_NIGHT, SCREENS_LAST_NIGHT } from '../../demo/vendors/cxone/recordings.js';
import { eightByEightCredential } from '../../demo/vendors/eight-by-eight/credential.js';
import { sampleFiles } from '../../demo/vendors/eight-by-eight/seed.js';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { recordingKeys, recordingKeysCredential } from '../../demo/vendors/genesys/recording-keys.js';
import { CALLS_YESTERDAY } from '../../demo/vendors/genesys/recordings.js';
import { archiveCredential, targetCredential } from '../../demo/vendors/verba/credential.js';
import { CASE_COUNT, NIGHTLY_COUNT } from '../../demo/vendors/verba/exports.js';
import { azurite, execute, ftps, n8n, now, s3 } from './support/environment';

interface ExampleNode {
	name: string;
	type: string;
	position: number[];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

interface DemoCredential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface Example {
	id: string;
	name: string;
	nodes: ExampleNode[];
}

const DEMO_CREDENTIALS: Record<string, string[]> = {
	genesysSasApi: ['Genesys demo'],
	cxoneSeaApi: ['CXone demo'],
	eightByEightSftpApi: ['8x8 demo'],
	recordingKeysApi: ['Recording keys demo'],
	s3SourceApi: ['Verba export source demo'],
	s3TargetApi: ['Verba storage target demo', 'Export target demo'],
	archivePasswordApi: ['Verba archive demo'],
	httpHeaderAuth: ['Shard key demo'],
};

const CREDENTIALS = () => [genesysCredential(azurite), cxoneCredential(s3), eightByEightCredential(ftps), recordingKeysCredential(recordingKeys()), targetCredential(s3), archiveCredential(), ...exportCredentials(s3)] as DemoCredential[];

const isManual = ({ type }: ExampleNode) => type === 'n8n-nodes-base.manualTrigger';

/** What five recordings become, somewhere in what n8n keeps of the execution. */
const WORDS: Record<string, RegExp> = {
	genesysTranscribe: /(\(the words of call [0-9A-Z]{32}, [^,]+\.mp3, audio\/mpeg\).*?){5}/,
};

const OURS = 'n8n-nodes-call-recordings.';
const folder = join(root, 'examples');
const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
const examples = texts.map((text) => JSON.parse(text) as Example);

beforeAll(async () => {
	await n8n.importCredentials(CREDENTIALS());
	await n8n.importWorkflows(examples);
	// The other half of the shared export: its webhook answers when it is published.
	await n8n.activate('genesysExportShard');
	await n8n.listening('export-shard');
});

describe.each(examples.map((example) => [example.name, example] as const))('%s', (_, { nodes }) => {
	it('explains itself, with a node on no other', () => {
		expect(nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
		expect(new Set(nodes.map(({ position }) => position.join())).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
	});

	it('counts as not exported what it cannot tell the age of', () => {
		const asked = nodes.filter(({ type, parameters }) => type === `${OURS}recordingExport` && parameters.operation === 'status');
		for (const { parameters } of asked) {
			expect(parameters.filters).toMatchObject({ unknown: 'take' });
			// Its servers need not state when a file was stored; the names tell when the call began.
			if (parameters.source === 'eightByEight') expect(Object.keys(parameters.filters as object)).not.toContain('storedBefore');
		}
	});

	it('points at the demo’s credential', () => {
		const used = nodes.filter(({ type }) => type.startsWith(OURS) || type.endsWith('.httpRequest')).flatMap(({ credentials = {} }) => Object.entries(credentials));
		expect(used).not.toHaveLength(0);
		for (const [type, { id, name }] of used) {
			expect(DEMO_CREDENTIALS[type]).toContain(name);
			expect(CREDENTIALS()).toContainEqual(expect.objectContaining({ id, name, type }));
		}
	});

});

describe.each(examples.filter(({ nodes }) => nodes.some(isManual)).map((example) => [example.name, example] as const))('%s', (_, { id }) => {
	it('runs', async () => {
		const run = await execute(id);
		expect(run.error).toBeUndefined();
		EXPECTATIONS[id](run.output);
	});
});

it('a nightly export finds nothing new when it runs again', async () => {
	const [{ json }] = (await execute('genesysExport')).output('Report');
	expect(json).toMatchObject({ exportedFiles: 0, knownFiles: json.listedFiles });
	expect(json.knownFiles).toBeGreaterThan(0);
});

describe('examples that a trigger starts, tested in the editor', () => {
	const started = examples.filter(({ nodes }) => nodes.some(({ type }) => type.startsWith(OURS) && type.endsWith('Trigger')));

	it.each(started.map((example) => [example.name, example] as const))('%s', async (_, { id }) => {
		expect((await execute(id)).printed).toMatch(WORDS[id]);
	});
});

it('the examples hold no token', () => {
	for (const text of texts) expect(text).not.toMatch(/sig=|sv=20\d\d/);
});

type Output = Awaited<ReturnType<typeof execute>>['output'];

/** Of a job in storage of its own: what is old enough is exported, each file once. */
const allExported = (output: Output) => {
	const [{ json }] = output('Report');
	expect(json).toMatchObject({ ended: 'complete', knownFiles: 0, failedFiles: 0, manifestHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
	expect(Number(json.exportedFiles)).toBeGreaterThan(5);
	expect(Number(json.exportedFiles) + Number(json.waitingFiles)).toBe(json.listedFiles);
};

/** The order of the examples is nobody's: the job may have run before. */
const toldWhatExpires = (output: Output) => {
	const [{ json }] = output('Ask the ledger');
	expect(json).toMatchObject({ listedFiles: expect.any(Number), backlogFiles: expect.any(Number) });
	expect(output('Expiring')).toHaveLength(Number(json.backlogFiles) > 0 ? 1 : 0);
	expect(output('All safe')).toHaveLength(Number(json.backlogFiles) > 0 ? 0 : 1);
};

const EXPECTATIONS: Record<string, (output: Output) => void> = {
	genesysExport: allExported,
	genesysCase: (output) => {
		expect(output('Report').map(({ json }) => json)).toMatchObject([{ ended: 'complete', exportedFiles: CALLS_YESTERDAY, knownFiles: 0, archives: 1, cdrFiles: [{ rows: CALLS_YESTERDAY }] }]);
	},
	genesysExportShared: (output) => {
		const totals = output('Totals of each shard').map(({ json }) => json);
		expect(totals.map(({ shard, shards, ended, failedFiles }) => [shard, shards, ended, failedFiles])).toEqual([1, 2, 3, 4].map((shard) => [shard, 4, 'complete', 0]));
		const [{ json }] = output('Report');
		const sum = (field: string) => totals.reduce((total, one) => total + Number(one[field]), 0);
		for (const field of ['exportedFiles', 'knownFiles', 'listedFiles']) expect(json[`sum_${field}`]).toBe(sum(field));
		expect(Number(json.sum_exportedFiles) + Number(json.sum_knownFiles)).toBe(json.sum_listedFiles);
		expect(json.sum_listedFiles).toBeGreaterThan(20);
	},
	cxoneExport: allExported,
	eightByEightExport: allExported,
	verbaExport: allExported,
	genesysExpiring: toldWhatExpires,
	cxoneExpiring: toldWhatExpires,
	eightByEightExpiring: toldWhatExpires,
	verbaExports: (output) => {
		expect(output('Conversations')).toHaveLength(NIGHTLY_COUNT + CASE_COUNT);
		expect(output('Conversations').filter(({ json }) => json.path === undefined)).toHaveLength(1);
		expect(output('What is wrong').map(({ json }) => (json.problem as { code: string }).code).sort()).toEqual(['EXCEPTIONS', 'NO_MEDIA']);
		expect(output('Summaries').map(({ json }) => (json.summary as { statedCount: number }).statedCount).sort()).toEqual([NIGHTLY_COUNT, CASE_COUNT]);
		expect(output('Unpack recordings')).toHaveLength(CASE_COUNT);
	},
	recordingFilesArchive: (output) => {
		expect(output('Read the calls').map(({ json }) => json)).toMatchObject(Array(CASE_COUNT).fill({ vendor: 'verba', indexPath: 'Metadata.csv', startTime: expect.stringMatching(/Z$/) }));
		expect(output('Read the names').map(({ json }) => json.vendor)).toEqual(['8x8', 'nice-cxone', 'genesys', undefined]);
	},
	cxoneCleanUp: (output) => {
		expect(output('Download and verify')).toHaveLength(10);
		expect(output('Delete from SEA').map(({ json }) => [json.deleted, json.wouldDelete])).toEqual(Array(10).fill([false, true]));
	},
	cxoneLastNight: (output) => {
		expect(output('Download files')).toHaveLength(CONTACTS_LAST_NIGHT + SCREENS_LAST_NIGHT);
		expect(output('Not downloaded')).toEqual([]);
		const recorded = output('Pair by contact').map(({ json }) => [...(json.appended_mediaType as string[])].sort().join('+'));
		expect(recorded.filter((types) => types === 'SCREEN+VOICE')).toHaveLength(SCREENS_LAST_NIGHT);
		expect(recorded).toHaveLength(CONTACTS_LAST_NIGHT);
	},
	eightByEightCalls: (output) => {
		const calls = output('Read the calls');
		expect(calls.length).toBeGreaterThan(0);
		for (const { json } of calls) expect(json).toMatchObject({ vendor: '8x8', agentName: 'Alan Turing', path: expect.stringMatching(/^S\d{8}\/R\d{18}\.wav$/) });
	},
	eightByEightYesterday: (output) => {
		const { latest } = sampleFiles({ now });
		const downloaded = output('Download recordings');
		expect(output('Not downloaded')).toEqual([]);
		expect(downloaded.length).toBeGreaterThan(5);
		expect(downloaded.every(({ json }) => json.call !== undefined)).toBe(true);
		const { story } = latest;
		const found = output('Reconcile the last days').map(({ json }) => `${String(json.finding)} ${String(json.path ?? json.day ?? '')}`);
		expect(found).toEqual(
			expect.arrayContaining([
				`indexLate ${story.lateDay}`,
				`recordingMissing ${story.missing}`,
				`recordingNotIndexed ${story.orphan}`,
				`emptyFile ${story.empty}`,
				`headerOnly ${story.headerOnly}`,
				`tooShort ${story.tooShort}`,
			]),
		);
	},
	genesysEncrypted: (output) => {
		const labelled = output('Label').map(({ json }) => json);
		expect(labelled).not.toHaveLength(0);
		expect(output('Not opened')).toEqual([]);
		// Of the demo's own tenant nothing is encrypted; decryption.test.ts has what is.
		for (const json of labelled) {
			expect(json).toMatchObject({ decryption: { wasEncrypted: false }, parties: expect.stringMatching(/^\+\d+ to \+\d+$/), label: expect.stringContaining(String(json.parties)) });
		}
	},
	genesysYesterday: (output) => {
		expect(output('Download recordings')).toHaveLength(CALLS_YESTERDAY);
		expect(output('Not downloaded')).toEqual([]);
		expect(output('Add up').map(({ json }) => json)).toMatchObject([{ verifiedBy: 'md5', count_path: CALLS_YESTERDAY }]);
	},
	genesysTokenCheck: (output) => {
		expect(output('All is well')).toHaveLength(3);
		expect(output('Send the warning')).toEqual([]);
	},
	genesysListExpiring: (output) => {
		const times = output('Keep what matters').map(({ json }) => json.expiresAt);
		expect(times).toHaveLength(20);
		expect(times).toEqual([...times].sort());
	},
};
