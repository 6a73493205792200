import { randomBytes } from 'node:crypto';
import { rawZip } from '../core/archive/raw-zip';
import { sealed } from '../core/archive/sealed';
import { execute, n8n, storedBytes, type Run } from './support/environment';
import { itemsOf, workflowOf, type WorkflowNode } from './support/workflow';

const CALL = 'R201606060700000001.wav';
const INDEX = `FILENAME,DIRECTORY,AGENT NAME,START TIME\r\n${CALL},S20160606,Jane Doe,06/06/2016 00:00:00\r\nR201606062359590001.wav,S20160606,John Roe,06/06/2016 16:59:59\r\n`;
const CDR = 'Start Date-Time;Duration;From;To;Media file name\r\n01/31/2026 10:00:00;65;1001;+1415;a.wav\r\n';
const FACTS = 'INTERACTION_ID,START_TS\r\n1000000000000000001,1795101525\r\n';
const [PASSWORD, WRONG] = [0, 1].map(() => `pass-${randomBytes(8).toString('hex')}`);

/** Nodes that put each of these files into the field `data` of an item, as a node of n8n gives it. */
const filesOf = (name: string, files: Record<string, string | Buffer>): WorkflowNode[] => [
	...itemsOf(`${name} (text)`, Object.entries(files).map(([fileName, content]) => ({ fileName, content: Buffer.from(content).toString('base64') }))),
	{
		name,
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: { operation: 'toBinary', sourceProperty: 'content', binaryPropertyName: 'data', options: { fileName: '={{ $json.fileName }}' } },
	},
];

const recordingFiles = (name: string, operation: string, parameters: Record<string, unknown> = {}, { credential, ...extra }: { credential?: string; onError?: string } = {}): WorkflowNode => ({
	name,
	type: 'n8n-nodes-call-recordings.recordingFiles',
	typeVersion: 1,
	parameters: { resource: 'file', operation, ...parameters },
	...(credential && { credentials: { archivePasswordApi: { id: credential, name: credential } } }),
	...extra,
});

const ZIP = rawZip({ entries: [sealed('AES-256', `S20160606/${CALL}`, 'RIFF of the call', PASSWORD), sealed('AES-256', 'cdr.csv', CDR, PASSWORD)] });
const unpack = (name: string, credential: string) => recordingFiles(name, 'unpack', { withPassword: true }, { credential, onError: 'continueRegularOutput' });
const ZONE = { options: { timeZone: 'America/Los_Angeles' } };
const DETAILED = `CALL TYPE,FILENAME,DIRECTORY,CASEID,START TIME,START TIME UTC,DURATION,CUSTOMER NUMBER,TRANS ID,WRAP UP CODE,Mystery\r\nInbound,${CALL},S20160606,4711,06/06/2016 00:00:00,06/06/2016 07:00:00,65,4155550100,77,Sold,x\r\n`;
const METADATA = 'id;modality_id;native_call_id;Start Date-Time;From;Media file name\n7;voice;c7;2026-01-31 10:00:00;1001;a.wav\n';
const AUDIT = 'ccdr_id;native_id;n_files;action;error_code;ts\n1;d53f;2;export;0;2014.12.09 17:02:30.253\n';
const XML = '<call><id>1</id><native_id>n1</native_id><native_call_id>c1</native_call_id><location>NY</location></call>';
const MANIFEST = 'Query: Start Time (UTC) > 2026-01-01\nRun by: jane@example.com\nItems exported: 12\n';
const EXPORT_ZIP = rawZip({ entries: [{ name: 'interaction_fact.csv', content: FACTS }] });

/** Each kind, and what its first row is known by. */
const KINDS: [kind: string, content: string | Buffer, row: object][] = [
	['eightByEightIndex', INDEX, { vendor: '8x8', agentName: 'Jane Doe', startTime: '2016-06-06T07:00:00Z' }],
	['eightByEightIndex', DETAILED, { vendor: '8x8', caseId: '4711', other: { Mystery: 'x' } }],
	['gimTable', FACTS, { INTERACTION_ID: '1000000000000000001' }],
	['gimExport', EXPORT_ZIP, { table: 'interaction_fact', INTERACTION_ID: '1000000000000000001' }],
	['verbaTable', CDR, { vendor: 'verba', from: '1001', startTime: '2026-01-31T18:00:00Z' }],
	['verbaTable', METADATA, { vendor: 'verba', id: '7', callId: 'c7' }],
	['verbaAuditLog', AUDIT, { vendor: 'verba', ccdrId: '1', fileCount: 2 }],
	['verbaXml', XML, { vendor: 'verba', callId: 'c1', location: 'NY' }],
	['verbaManifest', MANIFEST, { vendor: 'verba', itemCount: 12 }],
];
const ONE_OF_EACH = Object.fromEntries(KINDS.map(([, content], index) => [String(index), content]));
const CHOSEN = KINDS.map(([kind]) => kind);
const eachKind = (name: string, parameters: object, onError?: string) => [...filesOf(`files of ${name}`, ONE_OF_EACH), recordingFiles(name, 'parseIndex', { returnAll: true, ...ZONE, ...parameters }, { onError })];
const BAD = { 'index.csv': INDEX.replace('06/06/2016 16', 'noon'), 'facts.csv': `${FACTS}1,2,3\r\n`, 'cdr.csv': CDR.replace('65', 'long'), 'call.xml': `<all>${XML}<call><id>2`, 'audit.csv': AUDIT.replace(';2;', ';two;') };
const TABLES = { 'index.csv': INDEX, 'cdr.csv': CDR, 'export.zip': EXPORT_ZIP, 'hello.txt': 'hello' };

const ROWS = [
	[...filesOf('tables', TABLES), recordingFiles('rows', 'parseIndex', { returnAll: true, ...ZONE }, { onError: 'continueErrorOutput' })],
	[...filesOf('an index', { 'index.csv': INDEX }), recordingFiles('lines', 'parseIndex', { output: 'jsonLines', filters: { agentName: 'jane' }, ...ZONE })],
	eachKind('detected', {}),
	eachKind('chosen', { kind: `={{ ${JSON.stringify(CHOSEN)}[$binary.data.fileName] }}` }),
	eachKind('as JSON lines', { output: 'jsonLines' }),
	eachKind('as CSV', { output: 'csv', options: { ...ZONE.options, limit: 1 } }),
	eachKind('a column', { options: { ...ZONE.options, columns: 'id, AGENT NAME, INTERACTION_ID, from, ccdrId, itemCount' } }),
	[...filesOf('bad files', BAD), recordingFiles('bad rows', 'parseIndex', { returnAll: true, options: { ...ZONE.options, badRows: 'items' } }, { onError: 'continueErrorOutput' })],
	[...filesOf('one', { [CALL]: 'RIFF' }), recordingFiles('named', 'parseFileName')],
	[...filesOf('archive', { 'nightly.zip': ZIP }), unpack('unpacked', 'archive-right'), recordingFiles('names', 'parseFileName')],
	[...filesOf('same archive', { 'nightly.zip': ZIP }), unpack('not unpacked', 'archive-wrong')],
	[...filesOf('archive again', { 'nightly.zip': ZIP }), unpack('tables in it', 'archive-right'), recordingFiles('rows in it', 'parseIndex', { returnAll: true, ...ZONE }, { onError: 'continueErrorOutput' })],
];

let run: Run;

beforeAll(async () => {
	const passwords = { 'archive-right': PASSWORD, 'archive-wrong': WRONG };
	await n8n.importCredentials(Object.entries(passwords).map(([id, password]) => ({ id, name: id, type: 'archivePasswordApi', data: { password } })));
	await n8n.importWorkflows([workflowOf('testRecordingFiles', ROWS)]);
	run = await execute('testRecordingFiles');
});

const json = (node: string, index = 0) => run.output(node, index).map((item) => item.json);

it('reads what other nodes have put into a field, each file as what it is', () => {
	expect(run.error).toBeUndefined();
	expect(json('rows')).toMatchObject([
		{ vendor: '8x8', path: `S20160606/${CALL}`, startTime: '2016-06-06T07:00:00Z' },
		{ agentName: 'John Roe' },
		{ vendor: 'verba', from: '1001', startTime: '2026-01-31T18:00:00Z' },
		{ table: 'interaction_fact', INTERACTION_ID: '1000000000000000001' },
	]);
	expect(json('rows', 1)).toMatchObject([{ error: expect.stringMatching(/"hello\.txt": no columns of any kind/) }]);
});

const ofFile = (node: string, index: number) => run.output(node).filter(({ pairedItem }) => pairedItem?.item === index);

it.each(KINDS.map(([kind, , row], index) => [kind, index, row] as const))('%s (%i): known by its content, and by being chosen; as items, JSON lines and CSV', (_, index, row) => {
	for (const node of ['detected', 'chosen']) expect(ofFile(node, index)[0].json).toMatchObject(row);
	expect(ofFile('chosen', index).map(({ json: one }) => one)).toEqual(ofFile('detected', index).map(({ json: one }) => one));
	const [lines] = ofFile('as JSON lines', index);
	expect(JSON.parse(storedBytes(lines).toString().split('\n')[0])).toMatchObject('table' in row ? { INTERACTION_ID: '1000000000000000001' } : row);
	const [csv] = ofFile('as CSV', index);
	expect(storedBytes(csv).toString().trimEnd().split('\r\n')).toHaveLength(2);
	expect(Object.keys(ofFile('a column', index)[0].json).length).toBeLessThan(Object.keys(ofFile('detected', index)[0].json).length);
});

it('puts bad rows on the error branch, each with its line', () => {
	expect(json('bad rows', 1).map(({ error }) => error)).toEqual([
		expect.stringMatching(/^index\.csv: line 3, START TIME/),
		expect.stringMatching(/^facts\.csv: line 3/),
		expect.stringMatching(/^cdr\.csv: line 2, Duration, "long"/),
		expect.stringMatching(/^call\.xml: line 1/),
		expect.stringMatching(/^audit\.csv: line 2, n_files, "two"/),
	]);
	expect(json('bad rows').length).toBeGreaterThanOrEqual(5);
});

it('writes rows into a file', () => {
	const [item] = run.output('lines');
	expect(item.json).toMatchObject({ kind: 'eightByEightIndex', rowCount: 2, callCount: 1 });
	expect(storedBytes(item).toString()).toMatch(/^\{.*"agentName":"Jane Doe".*\}\n$/);
});

it('reads the name of a file that came without any field', () => {
	expect(json('named')).toMatchObject([{ recognised: true, vendor: '8x8', startTime: '2016-06-06T07:00:00Z', path: CALL }]);
});

it('unpacks an encrypted archive, and reads the names in it', () => {
	const files = run.output('unpacked');
	expect(files.map((item) => [item.json.path, storedBytes(item).toString()])).toEqual([[`S20160606/${CALL}`, 'RIFF of the call'], ['cdr.csv', CDR]]);
	expect(json('names')).toMatchObject([{ recognised: true, utcFolder: 'S20160606', archivePath: 'nightly.zip' }, { recognised: false, extension: 'csv' }]);
	expect(json('rows in it')).toMatchObject([{ vendor: 'verba', mediaFileName: 'a.wav' }]);
});

it('says that a password is wrong, and gives nothing', () => {
	const [item, ...others] = run.output('not unpacked');
	expect(others).toEqual([]);
	expect(item.json).toMatchObject({ errorCode: 'ARCHIVE_PASSWORD' });
	expect(item.binary).toBeUndefined();
});

it('shows no password', () => {
	const seen = run.printed + JSON.stringify(['rows', 'unpacked', 'not unpacked'].map((node) => run.output(node)));
	for (const password of [PASSWORD, WRONG]) expect(seen).not.toContain(password);
});
