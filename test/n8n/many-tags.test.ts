import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { azurite, execute, n8n } from './support/environment';
import { TagServer } from './support/tag-server';
import { findByTags, workflowOf } from './support/workflow';

const PAGE_SIZES = [5_000, 0, 4_999, 1, 0, 2_345];
const ALL = 12_345;

const server = new TagServer(PAGE_SIZES);

beforeAll(async () => {
	const url = await server.start();
	await n8n.importCredentials([genesysCredential(azurite, { id: 'tag-server', name: 'tag-server', data: { accountSecretUrl: url } })]);
	const node = findByTags('find', {}, { credential: 'tag-server' });
	await n8n.importWorkflows([workflowOf('testManyTags', [[node]])]);
});

afterAll(async () => await server.stop());

it('finds more than 10,000 recordings, past empty pages that carry a marker', async () => {
	const run = await execute('testManyTags');
	expect(run.error).toBeUndefined();
	const paths = run.output('find').map(({ json }) => json.path);
	expect(paths).toEqual(Array.from({ length: ALL }, (_, index) => TagServer.pathOf(index)));
	expect(server.requests).toHaveLength(PAGE_SIZES.length);
});
