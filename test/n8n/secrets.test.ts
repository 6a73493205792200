import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { containerToken, inDays } from '../../demo/vendors/genesys/tokens.js';
import { createN8n } from '../../demo/n8n/n8n.js';
import { azurite, execute, n8n, truth, type Run } from './support/environment';
import { FOLDER_NAME, TIME_ZONE } from './support/names';
import { download, findByTags, genesys, getMany, itemsOf, workflowOf } from './support/workflow';

const expired = containerToken(azurite, 'recordings', { startsOn: inDays(-9), expiresOn: inDays(-2) });
const unreachable = 'http://127.0.0.1:9/account';
const credentials = [
	genesysCredential(azurite),
	genesysCredential(azurite, { id: 'secret-expired', name: 'secret-expired', data: { recordingsToken: expired } }),
	genesysCredential(azurite, {
		id: 'secret-unreachable',
		name: 'secret-unreachable',
		data: { accountSecretUrl: unreachable, recordingsSecretUrl: `${unreachable}/recordings` },
	}),
];

/** Every signature, as it stands in the token and decoded: an error may show either. */
const signatures = credentials
	.flatMap(({ data }) => Object.values(data))
	.flatMap((value) => /sig=([^&]+)/.exec(String(value))?.[1] ?? [])
	.flatMap((signature) => [signature, decodeURIComponent(signature)]);

const continuing = (credential: string) => ({ credential, onError: 'continueRegularOutput' });
const path = [{ container: 'recordings', path: truth[0].name }];

/** What works, and what fails in as many ways as there are. */
const ROWS = [
	[getMany('list', {})],
	[findByTags('find', {})],
	[...itemsOf('path', path), download('download')],
	[genesys('check', { resource: 'token', operation: 'check', warnWhenDaysLeftBelow: 99, onWarning: 'flag' })],
	[getMany('list expired', {}, continuing('secret-expired'))],
	[...itemsOf('expired path', path), download('download expired', {}, continuing('secret-expired'))],
	[getMany('no such container', { container: { __rl: true, mode: 'name', value: 'nowhere' } }, continuing('genesys-demo'))],
	[findByTags('refused', { define: 'expression', expression: 'nonsense' }, continuing('genesys-demo'))],
	[findByTags('find unreachable', {}, continuing('secret-unreachable'))],
];

let failing: Run;
let fatal: Run;
let printed: string;

beforeAll(async () => {
	await n8n.importCredentials(credentials);
	const fatalRow = [getMany('fatal', {}, { credential: 'secret-expired' })];
	await n8n.importWorkflows([workflowOf('testSecrets', ROWS), workflowOf('testFatal', [fatalRow])]);
	failing = await execute('testSecrets');
	// The command line prints more than a server logs.
	const commandLine = createN8n({ name: FOLDER_NAME, timeZone: TIME_ZONE });
	({ printed } = await execute('testSecrets', commandLine));
	fatal = await execute('testFatal', commandLine);
});

it('the workflows fail where they should, so that there is something to search', () => {
	expect(failing.error).toBeUndefined();
	for (const node of ['list expired', 'download expired', 'no such container', 'refused', 'find unreachable']) {
		expect(failing.output(node)[0].json.error).toEqual(expect.any(String));
	}
	expect(fatal.error?.message).toMatch(/expired/i);
});

it('n8n prints no signature', () => {
	expectClean(failing.printed);
	expect(printed).toContain(truth[0].name);
	expectClean(printed);
	expect(fatal.printed).not.toBe('');
	expectClean(fatal.printed);
});

it('n8n’s database, logs and stores hold no signature, after every test so far', () => {
	const files = filesUnder(join(n8n.folder, '.n8n')).filter((file) => !file.includes('node_modules'));
	const texts = files.map((file) => readFileSync(file, 'latin1'));
	// The executions are in what is searched.
	expect(texts.some((text) => text.includes(truth[0].name))).toBe(true);
	for (const text of texts) expectClean(text);
});

function expectClean(text: string): void {
	const found = signatures.find((signature) => text.includes(signature));
	if (found) throw new Error(`a signature shows: …${text.slice(text.indexOf(found) - 200, text.indexOf(found))}`);
	const bare = /sig=(?!\*|\[|REDACTED|…|<)[A-Za-z0-9%+/]{8}/i.exec(text);
	if (bare) throw new Error(`something like a token shows: …${text.slice(Math.max(0, bare.index - 200), bare.index + 12)}`);
}

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}
