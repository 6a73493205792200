import { createHash } from 'node:crypto';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { sampleExports } from '../../demo/vendors/genesys/data-exports.js';
import { azurite, execute, n8n, now, storedBytes, truth, type Run } from './support/environment';
import { container, download, genesys, getMany, workflowOf } from './support/workflow';

const exports = sampleExports({ now, recordings: truth }).sort((a, b) => (a.name < b.name ? -1 : 1));

let run: Run;

beforeAll(async () => {
	await n8n.importCredentials([genesysCredential(azurite)]);
	const rows = [
		[getMany('exports', { container: container('gim-export') }), download('downloaded')],
		[
			genesys('runs', { resource: 'dataExport', operation: 'getAll', returnAll: true }),
			genesys('tables', { resource: 'dataExport', operation: 'parse', tables: 'interaction_fact', output: 'csv', options: { checkSha1: true } }),
		],
		[getMany('recordings', { withHistory: true, options: { historyColumns: 'MEDIA_SERVER_IXN_GUID' } })],
	];
	await n8n.importWorkflows([workflowOf('testDataExports', rows)]);
	run = await execute('testDataExports');
});

it('the second container that every tenant has is listed like the first', () => {
	expect(exports).not.toHaveLength(0);
	expect(run.output('exports').map(({ json }) => json)).toMatchObject(
		exports.map(({ name, bytes, storedAt }) => ({
			container: 'gim-export',
			path: name,
			extension: name.slice(name.lastIndexOf('.') + 1),
			sizeBytes: bytes.length,
			lastModified: storedAt,
		})),
	);
});

it('its files arrive whole: the archives fit the checksums beside them', () => {
	const files = new Map(run.output('downloaded').map((item) => [String(item.json.path), storedBytes(item)]));
	const archives = [...files].filter(([path]) => path.endsWith('.zip'));
	expect(archives).toHaveLength(exports.length / 2);
	for (const [path, bytes] of archives) {
		const line = `${createHash('sha1').update(bytes).digest('hex')}  ${path.slice(path.lastIndexOf('/') + 1)}\n`;
		expect(files.get(`${path}.sha1`)?.toString()).toBe(line);
	}
});

it('each export is read where it lies, in order, and has the SHA-1 beside it', () => {
	const tables = run.output('tables');
	expect(tables.map(({ json }) => json.exportPath)).toEqual(exports.filter(({ name }) => name.endsWith('.zip')).map(({ name }) => name));
	expect(tables.every(({ json }) => json.verifiedBy === 'sha1' && json.problemCount === 0)).toBe(true);
	for (const item of tables) expect(storedBytes(item).toString()).toMatch(/^INTERACTION_ID,.*\r\n10000000000\d{8},/);
});

it('recordings get the history of their calls', () => {
	const found = run.output('recordings').filter(({ json }) => json.history);
	expect(found).not.toHaveLength(0);
	for (const { json } of found) expect(json.history).toEqual([{ MEDIA_SERVER_IXN_GUID: json.callId }]);
});
