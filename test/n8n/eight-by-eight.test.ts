import { eightByEightCredential } from '../../demo/vendors/eight-by-eight/credential.js';
import { sampleFiles } from '../../demo/vendors/eight-by-eight/seed.js';
import { contentOf } from '../vendors/eight-by-eight/sample-week';
import { execute, ftps, n8n, now, storedBytes, type Run } from './support/environment';
import { container, eightByEight, itemsOf, workflowOf } from './support/workflow';

const { files, changing } = sampleFiles({ now });
const wavs = files.filter(({ path }) => path.endsWith('.wav'));
/** The day on which clocks change is the middle of that week. */
const clockDay = changing.days[2];
const [first] = wavs;

const CREDENTIALS = {
	'8x8-demo': {},
	'wrong password': { password: 'a guess' },
	'no certificate': { extraCa: '' },
	'explicit TLS': { protocol: 'ftpsExplicit' },
};

const list = (name: string, parameters: Record<string, unknown> = {}, extra = {}) =>
	eightByEight(name, { operation: 'getAll', returnAll: true, ...parameters }, extra);
const index = (name: string, parameters: Record<string, unknown> = {}, extra = {}) =>
	eightByEight(name, { resource: 'index', ...parameters }, extra);
const download = (name: string, extra = {}) => eightByEight(name, { operation: 'download', path: '={{ $json.path }}', binaryPropertyName: 'data' }, extra);
const continuing = { onError: 'continueRegularOutput' };

const ROWS = [
	[list('all', { period: 'all' }), download('download all')],
	[list('folder', { period: 'folder', utcFolder: container(first.path.slice(0, 9)) })],
	[list('day of the change', { period: 'days', firstDay: clockDay })],
	[list('with calls', { period: 'days', firstDay: clockDay, withIndexData: true })],
	[index('indexes', { operation: 'getAll', period: 'days', firstDay: clockDay, returnAll: true }), index('calls', { operation: 'parse', path: '={{ $json.path }}', output: 'items', returnAll: true })],
	[...itemsOf('one index', [{ path: `Index/I${clockDay.replaceAll('-', '')}.csv` }]), index('as a file', { operation: 'parse', path: '={{ $json.path }}', output: 'csv', binaryPropertyName: 'data' })],
	[index('week', { operation: 'reconcile', period: 'days', firstDay: changing.days[0], lastDay: changing.days[6] })],
	[...itemsOf('outside', [{ path: '../etc/passwd' }, { path: 'S20160606/nothing.wav' }]), download('download outside', continuing)],
	[list('wrong password', { period: 'all' }, { credential: 'wrong password', ...continuing })],
	[list('no certificate', { period: 'all' }, { credential: 'no certificate', ...continuing })],
	[list('explicit', { period: 'all' }, { credential: 'explicit TLS', ...continuing })],
];

let run: Run;

beforeAll(async () => {
	await n8n.importCredentials(Object.entries(CREDENTIALS).map(([name, data]) => eightByEightCredential(ftps, { id: name, name, data })));
	await n8n.importWorkflows([workflowOf('test8x8', ROWS)]);
	run = await execute('test8x8');
});

const json = (node: string) => run.output(node).map((item) => item.json);

it('lists every recording once, and no index', () => {
	expect(json('all').map(({ path }) => path).sort()).toEqual(wavs.map(({ path }) => path).sort());
});

it('downloads each as it lies there', () => {
	const byPath = new Map(files.map((file) => [file.path, file]));
	const items = run.output('download all');
	expect(items).toHaveLength(wavs.length);
	for (const item of items) expect(storedBytes(item).equals(contentOf(byPath.get(item.json.path ?? '') ?? files[0]))).toBe(true);
});

it('lists a folder', () => {
	expect(json('folder').map(({ path }) => path)).toEqual(wavs.filter(({ path }) => path.startsWith(first.path.slice(0, 9))).map(({ path }) => path).sort());
});

it('takes the day on which clocks change whole', () => {
	const calls = json('with calls');
	expect(calls.length).toBeGreaterThan(5);
	expect(json('day of the change').map(({ path }) => path)).toEqual(calls.map(({ path }) => path));
	expect(calls.every(({ call }) => call !== undefined)).toBe(true);
});

it('reads both kinds of index, from the server', () => {
	expect(json('indexes').map(({ kind }) => kind).sort()).toEqual(['detailed', 'small', 'small']);
	expect(json('calls').every(({ path }) => /^S\d{8}\/R\d{18}\.wav$/.test(path ?? ''))).toBe(true);
	const [file] = run.output('as a file');
	expect(storedBytes(file).toString()).toMatch(/^path,fileName,/);
});

it('finds what the week lacks', () => {
	const { story } = changing;
	const found = json('week').map(({ finding, path, day }) => `${String(finding)} ${String(path ?? day ?? '')}`);
	expect(found).toEqual(expect.arrayContaining([`recordingMissing ${story.missing}`, `recordingNotIndexed ${story.orphan}`, `indexLate ${story.lateDay}`]));
});

it.each<[string, number, string, RegExp]>([
	['download outside', 0, 'OUTSIDE_FOLDER', /"\.\."/],
	['download outside', 1, 'NOT_FOUND', /nothing\.wav/],
	['wrong password', 0, 'CREDENTIAL_REFUSED', /530/],
	['no certificate', 0, 'TLS_FAILED', /certificate/],
	['explicit', 0, 'TLS_FAILED', /expects TLS from the start/],
])('says what is wrong: %s, item %d', (node, item, errorCode, error) => {
	expect(json(node)[item]).toMatchObject({ errorCode, error: expect.stringMatching(error) });
});

it('shows no password', () => {
	expect(run.printed).not.toContain('demo-password');
	expect(run.printed).not.toContain('a guess');
});
