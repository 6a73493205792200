import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { status } from '../../servers/s3-faults';
import { BUCKET, FOLDER, SeaStage, seaName } from './sea-stage';

const stage = new SeaStage({ resource: 'recording', operation: 'delete', confirmed: true });

const FILES = [1, 2, 3].map((number) => seaName(number));
const paths = FILES.map((name) => FOLDER + name);

const etagOf = (path: string) => stage.server.store.get(BUCKET, path)?.etag;
/** As Download gives it. */
const verified = (path: string, more: IDataObject = {}): IDataObject => ({ path, etag: etagOf(path), verifiedBy: 'md5', ...more });
const named = (parameters: INodeParameters = {}): INodeParameters => ({ deleteWhat: 'named', ...parameters });

beforeEach(() => stage.seed(Object.fromEntries(FILES.map((name) => [name, `content of ${name}`]))));

describe('what is deleted', () => {
	test('files that were downloaded and verified, with a report for each', async () => {
		const { items } = await stage.run({}, { items: paths.slice(0, 2).map((path) => verified(path)) });
		expect(items.map(({ json, pairedItem }) => ({ json, pairedItem }))).toMatchObject([
			{ json: { path: paths[0], deleted: true, verifiedBy: 'md5' }, pairedItem: { item: 0 } },
			{ json: { path: paths[1], deleted: true }, pairedItem: { item: 1 } },
		]);
		expect(stage.names).toEqual([FILES[2]]);
	});

	test('a path that the user names', async () => {
		expect((await stage.run(named({ path: paths[0] }))).json).toMatchObject([{ path: paths[0], deleted: true }]);
		expect(stage.names).toEqual(FILES.slice(1));
	});

	test('what is gone already is no failure', async () => {
		expect((await stage.run(named({ path: `${FOLDER}nothing.mp4` }))).json).toMatchObject([{ deleted: false, alreadyGone: true }]);
	});
});

describe('what is not', () => {
	test.each<[string, IDataObject]>([
		['an item that says nothing of a download', {}],
		['one that was not verified', { verifiedBy: 'none', etag: 'e' }],
		['one without the version', { verifiedBy: 'md5' }],

		['one whose latest download failed', { verifiedBy: 'md5', etag: 'e', error: 'x', errorCode: 'CORRUPTED' }],
		['one off the error branch', { verifiedBy: 'md5', etag: 'e', error: 'x', details: { errorCode: 'CORRUPTED' } }],
		['one of another bucket', { verifiedBy: 'md5', etag: 'e', container: 'other-bucket' }],
		['one of another file', { path: 'mytenant/other.mp4', verifiedBy: 'md5', etag: 'e' }],
	])('%s', async (_, item) => {
		const error = await stage.failure({ path: paths[0] }, { items: [{ path: paths[0], ...item }] });
		expect(error.message).toMatch(/does not say that this file was downloaded and verified/);
		expect(stage.names).toEqual(FILES);
		expect(stage.server.requests).toEqual([]);
	});

	test('a file of which not all came', async () => {
		const error = await stage.failure({ options: { sizeIsEnough: true } }, { items: [verified(paths[0], { verifiedBy: 'size', sizeBytes: 5 })] });
		expect(error.message).toMatch(/5 bytes were downloaded, and the file has 88/);
		expect(stage.names).toEqual(FILES);
	});

	test('a file that was verified by its size alone, unless that is enough', async () => {
		const items = [verified(paths[0], { verifiedBy: 'size' })];
		const error = await stage.failure({}, { items });
		expect(error.message).toMatch(/verified by its size alone/);
		expect(error.description).toContain('Size Is Enough');
		expect(stage.names).toEqual(FILES);
		await stage.run({ options: { sizeIsEnough: true } }, { items });
		expect(stage.names).toEqual(FILES.slice(1));
	});

	test('the listed version, where another one came without a name', async () => {
		const listed = [{ path: paths[0], etag: etagOf(paths[0]), sizeBytes: 88 }];
		stage.server.inject({ editBody: () => 'x', headers: { ETag: undefined } }, { times: Infinity, on: ({ operation }) => operation === 'GetObject' });
		const { items } = await stage.run({ operation: 'download', path: '={{ $json.path }}' }, { items: listed });
		expect(items[0].json).not.toHaveProperty('etag');
		await stage.failure({ options: { sizeIsEnough: true } }, { items });
		expect(stage.names).toEqual(FILES);
	});

	test('a file that changed since it was downloaded', async () => {
		const items = [verified(paths[0]), verified(paths[1])];
		stage.seed({ [FILES[0]]: 'another content' });
		const { json } = await stage.run({}, { items, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ errorCode: 'CHANGED' }, { deleted: true }]);
		expect(stage.names).toEqual([FILES[0], FILES[2]]);
	});

	test.each(['othertenant/stranger.mp4', `${FOLDER}../othertenant/stranger.mp4`, 'stranger.mp4', 'mytenant'])(
		'a path outside the folder: %s',
		async (path) => {
			const error = await stage.failure(named({ path }));
			expect(error.message).toMatch(/outside the folder|\.\." segment/);
			expect(stage.server.requests).toEqual([]);
		},
	);

	test('anything, in a dry run', async () => {
		const items = [verified(paths[0]), { path: `${FOLDER}nothing.mp4` }];
		const { json } = await stage.run({ ...named(), confirmed: false, options: { dryRun: true } }, { items });
		expect(json).toMatchObject([{ wouldDelete: true, deleted: false }, { alreadyGone: true }]);
		expect(stage.names).toEqual(FILES);
	});

	test.each<[string, unknown]>([
		['the text "true"', '={{ "true" }}'],
		['1', '={{ 1 }}'],
		['nothing', '={{ $json.nothing }}'],
		['each item by itself', '={{ $json.dry }}'],
	])('anything, where Dry Run is %s', async (_, dryRun) => {
		const items = paths.map((path) => verified(path, { dry: true }));
		await stage.run({ options: { dryRun } as INodeParameters }, { items });
		expect(stage.names).toEqual(FILES);
	});

	test('what one item wants dry, where another does not', async () => {
		const items = [verified(paths[0], { dry: false }), verified(paths[1], { dry: true })];
		await stage.run({ options: { dryRun: '={{ $json.dry }}' } }, { items });
		expect(stage.names).toEqual(FILES.slice(1));
	});

	test('a bucket that does not exist is no file that is gone', async () => {
		const credential = { fileLocation: `no-such-bucket/${FOLDER}`, accessKeyId: stage.server.key.accessKeyId, secretAccessKey: stage.server.key.secretAccessKey };
		const error = await stage.failure(named({ path: paths[0] }), { credential });
		expect(error.message).toMatch(/NoSuchBucket/);
	});

	test('a file that failed when it was downloaded again', async () => {
		const { items: good } = await stage.run({ operation: 'download', path: '={{ $json.path }}' }, { items: [{ path: paths[0] }] });
		stage.server.inject({ editBody: () => 'x'.repeat(200) }, { times: Infinity, on: ({ operation }) => operation === 'GetObject' });
		const { items: bad } = await stage.run({ operation: 'download', path: '={{ $json.path }}' }, { items: good, onError: 'continueRegularOutput' });
		expect(bad[0].json).not.toHaveProperty('verifiedBy');
		expect((await stage.failure({}, { items: bad })).message).toMatch(/does not say that this file was downloaded/);
	});

	test('anything, without the confirmation', async () => {
		const error = await stage.failure({ confirmed: false }, { items: [verified(paths[0])] });
		expect(error.message).toMatch(/not confirmed/);
		expect(error.description).toContain('I Want to Delete These Files');
		expect(stage.names).toEqual(FILES);
	});

	test.each(['engine', 'subNode'] as const)('anything, for an AI agent: %s', async (asTool) => {
		expect((await stage.failure(named({ path: paths[0] }), { asTool })).message).toMatch(/an AI agent must not delete/);
		expect(stage.names).toEqual(FILES);
	});
});

test('one that fails, fails alone', async () => {
	stage.server.inject(status(403, 'AccessDenied'), { on: ({ operation }) => operation === 'DeleteObject' });
	const items = paths.map((path) => verified(path));
	const { json } = await stage.run({ options: { parallelDeletions: 1 } }, { items, onError: 'continueRegularOutput' });
	expect(json.map(({ deleted, errorCode }) => errorCode ?? deleted)).toEqual(['PERMISSION_DENIED', true, true]);
});

test('a run that ends with the first failure tells what is gone already', async () => {
	stage.server.inject(status(403, 'AccessDenied'), { on: ({ operation, key }) => operation === 'DeleteObject' && key === paths[2] });
	const error = await stage.failure({ options: { parallelDeletions: 1 } }, { items: paths.map((path) => verified(path)) });
	expect(error.description).toContain(`Deleted before that: 2 (${paths[0]}, ${paths[1]}).`);
});

test('what may be listed and not deleted is not taken for an empty folder', async () => {
	stage.server.inject(status(403, 'AccessDenied'), { on: ({ operation }) => operation === 'DeleteObject' });
	const error = await stage.failure({}, { items: [verified(paths[0])] });
	expect(error.description).toMatch(/may list this file, but not do this/);
});

test('nothing is asked for but the file itself', async () => {
	await stage.run({}, { items: [verified(paths[0])] });
	// The second look is for servers that may overlook a condition.
	expect(stage.server.operations).toEqual(['HeadObject', 'HeadObject', 'DeleteObject']);
});
