import { cxoneCredential } from '../../demo/vendors/cxone/credential.js';
import { mediaOf, md5Of, ODD_NAMES, seaFiles } from '../../demo/vendors/cxone/recordings.js';
import { execute, n8n, now, s3, storedBytes, type Run } from './support/environment';
import { TIME_ZONE } from './support/names';
import { container, itemsOf, sea, workflowOf } from './support/workflow';

/** What lies in the folder, in the order of S3. */
const truth = seaFiles({ now, timeZone: TIME_ZONE }).sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
const pathOf = (name: string) => s3.folder + name;

/** Files that nobody else in these suites needs. */
const [first, second, third] = truth;
const day = { after: `${third.startTime.slice(0, 10)}T00:00:00Z`, before: `${third.startTime.slice(0, 10)}T23:59:59Z` };

const CREDENTIALS = {
	'cxone-demo': {},
	'as on the page': { fileLocation: ` "${s3.url}/${s3.bucket}/${s3.folder.slice(0, -1)}" ` },
	'another folder': { fileLocation: `${s3.bucket}/othertenant/` },
	'no such bucket': { fileLocation: `no-such-bucket/${s3.folder}` },
	azure: { fileLocation: 'https://tenant.blob.core.windows.net/sea/folder/' },
};

const list = (name: string, parameters: Record<string, unknown> = {}, extra = {}) =>
	sea(name, { operation: 'getAll', mediaType: container(''), returnAll: true, ...parameters }, extra);
const download = (name: string, parameters: Record<string, unknown> = {}, extra = {}) =>
	sea(name, { operation: 'download', path: '={{ $json.path }}', binaryPropertyName: 'data', ...parameters }, extra);
const remove = (name: string, parameters: Record<string, unknown> = {}, extra = {}) =>
	sea(name, { operation: 'delete', path: '={{ $json.path }}', confirmed: true, ...parameters }, extra);
const continuing = { onError: 'continueRegularOutput' };

const ROWS = [
	[list('all'), download('download all', { options: { parallelDownloads: 16 } })],
	[list('screens', { mediaType: container('SCREEN') })],
	[list('contact', { filters: { contactId: first.contactId } })],
	[list('day', { filters: { startedAfter: day.after, startedBefore: day.before } })],
	[list('day, read alone', { filters: { startedAfter: day.after, startedBefore: day.before }, options: { byDay: true } })],
	[list('three', { returnAll: false, limit: 3, order: 'expiringSoonest' })],
	[list('location as on the page', { returnAll: false, limit: 1 }, { credential: 'as on the page' })],
	[list('bucket typo', {}, { credential: 'no such bucket', ...continuing })],
	[list('azure', {}, { credential: 'azure', ...continuing })],
	[
		...itemsOf('outside', [{ path: 'othertenant/stranger.mp4' }, { path: pathOf('nothing.mp4') }]),
		download('download outside', {}, continuing),
	],
	[
		...itemsOf('two', [{ path: pathOf(first.name) }, { path: pathOf(second.name) }]),
		download('download two'),
		remove('dry run', { confirmed: false, options: { dryRun: true } }),
	],
	[...itemsOf('unconfirmed', [{ path: pathOf(first.name) }]), remove('not confirmed', { confirmed: false }, continuing)],
];

let run: Run;
let afterwards: Run;

beforeAll(async () => {
	const credentials = Object.entries(CREDENTIALS).map(([name, data]) => cxoneCredential(s3, { id: name, name, data }));
	await n8n.importCredentials(credentials);
	const deleting = [
		...itemsOf('verified', [{ path: pathOf(ODD_NAMES[1]) }]),
		download('download odd'),
		remove('delete verified'),
		list('what is left'),
	];
	await n8n.importWorkflows([workflowOf('testSea', ROWS), workflowOf('testSeaDelete', [deleting])]);
	run = await execute('testSea');
	afterwards = await execute('testSeaDelete');
});

const paths = (node: string, of = run) => of.output(node).map(({ json }) => json.path);

describe('list', () => {
	it('everything in the folder, with what its name tells, and nothing beside it', () => {
		const items = run.output('all').map(({ json }) => json);
		expect(new Set(items.map(({ path }) => path))).toEqual(new Set([...truth.map(({ name }) => name), ...ODD_NAMES].map(pathOf)));
		const byPath = new Map(items.map((item) => [item.path, item]));
		for (const file of truth) {
			expect(byPath.get(pathOf(file.name))).toMatchObject({
				vendor: 'nice-cxone',
				container: s3.bucket,
				sizeBytes: mediaOf(file).length,
				contactId: file.contactId,
				callId: file.contactId,
				mediaType: file.mediaType,
				startTime: file.startTime,
				lastModified: file.storedTime,
				[file.mediaType === 'SCREEN' ? 'recordingId' : 'segmentId']: file.id,
			});
		}
	});

	it('by media type, contact, day, and limit', () => {
		expect(paths('screens')).toEqual(truth.filter(({ mediaType }) => mediaType === 'SCREEN').map(({ name }) => pathOf(name)));
		expect(paths('contact')).toEqual(truth.filter(({ contactId }) => contactId === first.contactId).map(({ name }) => pathOf(name)));
		const ofDay = truth.filter(({ startTime }) => startTime.startsWith(day.after.slice(0, 10))).map(({ name }) => pathOf(name));
		expect(paths('day')).toEqual(ofDay);
		expect(paths('day, read alone')).toEqual(ofDay);
		expect(run.output('three')).toHaveLength(3);
	});

	it('with the location in another form', () => {
		expect(run.output('location as on the page')).toHaveLength(1);
	});

	it.each([
		['bucket typo', /NoSuchBucket/],
		['azure', /File Location: .*Azure is not supported/],
	])('%s is told in words', (node, words) => {
		expect(run.output(node)[0].json.error).toMatch(words);
	});
});

describe('download', () => {
	it('every file, byte for byte, verified by its MD5', () => {
		const byPath = new Map(run.output('download all').map((item) => [item.json.path, item]));
		expect(byPath.size).toBe(truth.length + ODD_NAMES.length);
		for (const file of truth) {
			const item = byPath.get(pathOf(file.name));
			expect(item?.json).toMatchObject({ verifiedBy: 'md5', contentMd5: md5Of(file) });
			expect(item && storedBytes(item).equals(mediaOf(file))).toBe(true);
		}
	});

	it('nothing outside the folder, and says what is gone', () => {
		expect(run.output('download outside').map(({ json }) => json.errorCode)).toEqual(['OUTSIDE_FOLDER', 'NOT_FOUND']);
	});
});

describe('delete', () => {
	it('says in a dry run what it would delete, and leaves it', () => {
		expect(run.output('dry run').map(({ json }) => json)).toMatchObject([{ wouldDelete: true }, { wouldDelete: true }]);
		expect(paths('what is left', afterwards)).toEqual(expect.arrayContaining([pathOf(first.name), pathOf(second.name)]));
	});

	it('nothing without confirmation', () => {
		expect(run.output('not confirmed')[0]?.json.error ?? run.error?.message).toMatch(/not confirmed/);
	});

	it('what was downloaded and verified', () => {
		expect(afterwards.output('delete verified').map(({ json }) => json)).toMatchObject([{ deleted: true, verifiedBy: 'md5' }]);
		expect(paths('what is left', afterwards)).not.toContain(pathOf(ODD_NAMES[1]));
	});
});
