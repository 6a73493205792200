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
const TABLES = { 'index.csv': INDEX, 'cdr.csv': CDR, 'export.zip': rawZip({ entries: [{ name: 'interaction_fact.csv', content: FACTS }] }), 'hello.txt': 'hello' };

const ROWS = [
	[...filesOf('tables', TABLES), recordingFiles('rows', 'parseIndex', { returnAll: true, ...ZONE }, { onError: 'continueErrorOutput' })],
	[...filesOf('an index', { 'index.csv': INDEX }), recordingFiles('lines', 'parseIndex', { output: 'jsonLines', filters: { agentName: 'jane' }, ...ZONE })],
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
