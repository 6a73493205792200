import { createHash } from 'node:crypto';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { sampleExports } from '../../demo/vendors/genesys/data-exports.js';
import { azurite, execute, n8n, now, storedBytes, truth, type Run } from './support/environment';
import { container, download, getMany, workflowOf } from './support/workflow';

const exports = sampleExports({ now, recordings: truth }).sort((a, b) => (a.name < b.name ? -1 : 1));

let run: Run;

beforeAll(async () => {
	await n8n.importCredentials([genesysCredential(azurite)]);
	const row = [getMany('exports', { container: container('gim-export') }), download('downloaded')];
	await n8n.importWorkflows([workflowOf('testDataExports', [row])]);
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
