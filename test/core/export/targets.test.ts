import { isRecordingError, RecordingError } from '../../../core/errors/recording-error';
import { verifyExport, type Finding } from '../../../core/export';
import { withLayers } from '../../../core/sources/layers';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { Source } from '../../../core/sources/source';
import { blobServerHarness } from '../../conformance/azure-harness';
import { folderHarness } from '../../conformance/folder-harness';
import { ftpServerHarness } from '../../conformance/ftps-harness';
import type { Harness, Opened } from '../../conformance/harness';
import { memoryHarness } from '../../conformance/memory-harness';
import { s3ServerHarness } from '../../conformance/s3-harness';
import { sftpServerHarness } from '../../conformance/sftp-harness';
import { randomNumbers } from '../../random';
import { expectOnce, PASSWORD } from './archive/archives';
import { RETRY, Stage } from './stage';

const HARNESSES: Harness[] = [
	memoryHarness('memory'),
	folderHarness('a folder'),
	s3ServerHarness('S3'),
	s3ServerHarness('S3 without conditions', { isOther: true }),
	blobServerHarness('Azure Blob', 'container'),
	sftpServerHarness('SFTP'),
	ftpServerHarness('FTPS'),
];
const FILES = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`day ${at % 3}/call ${at}.wav`, `content of ${at}, `.repeat(at * 40)]));

/** What goes wrong at a target, before a request is sent or after it was done and its answer was lost. */
type Trouble = (operation: string, path: string) => { error: Error; isAfter: boolean } | undefined;

function troubled(source: Source, trouble: Trouble): Source {
	const run = async <Result>(operation: string, path: string, work: () => Promise<Result>, letGo: (result: Result) => void = () => {}): Promise<Result> => {
		const found = trouble(operation, path);
		if (found && !found.isAfter) throw found.error;
		const result = await work();
		if (!found) return result;
		// A body that nobody gets is nobody's to listen to.
		letGo(result);
		throw found.error;
	};
	return {
		...delegateTo(source),
		listPage: async (options) => await run('list', options.prefix, async () => await source.listPage(options)),
		stat: async (path, options) => await run('stat', path, async () => await source.stat(path, options)),
		read: async (path, options) => await run('read', path, async () => await source.read(path, options), ({ body }) => void body.on('error', () => {}).destroy()),
		write: async (path, body, options) => await run('write', path, async () => await source.write(path, body, options)),
		remove: async (path, options) => await run('remove', path, async () => await source.remove(path, options)),
		// What a library makes of its own errors is its own matter.
		classify: (error) => (isRecordingError(error) ? error : source.classify(error)),
	};
}

const error = (code: RecordingError['code']) => new RecordingError({ code, operation: 'use' });

describe.each(HARNESSES)('to $name', (harness) => {
	let opened: Opened;
	let trouble: Trouble;
	let stage: Stage;

	beforeEach(async () => {
		trouble = () => undefined;
		opened = await harness.open();
		const target = withLayers(troubled(opened.source, (...given) => trouble(...given)), { concurrency: 4, retry: RETRY });
		stage = new Stage({ target, folder: 'out/' });
		await stage.seed(FILES);
	});
	afterEach(async () => {
		await opened.source.close();
		await opened.close();
	});

	const assertRight = async () => {
		expect(await stage.exported()).toEqual(FILES);
		const findings: Finding[] = [];
		const verified = await verifyExport({ job: 'nightly', target: stage.target, concurrency: 2, onFinding: (finding) => findings.push(finding) });
		expect(findings).toEqual([]);
		// What two runs have recorded is read once.
		expect(verified.files).toBe(Object.keys(FILES).length);
	};

	test('everything once, and nothing the next time', async () => {
		expect(await stage.run()).toMatchObject({ ended: 'complete', failed: 0, exported: { files: 12, adopted: 0 } });
		await assertRight();
		expect(await stage.run()).toMatchObject({ known: 12, exported: { files: 0 } });
		expect(await stage.run({ order: 'newest', tuning: { filesPerSort: 2 } })).toMatchObject({ known: 12, exported: { files: 0 } });
	});

	test('answers that are late, lost or refusals, at random: the last run mends it', async () => {
		const random = randomNumbers(HARNESSES.indexOf(harness) + 1);
		const codes = ['CONNECTION_FAILED', 'SERVICE_FAILED', 'THROTTLED', 'TIMED_OUT'] as const;
		trouble = () => (random() < 0.15 ? { error: error(codes[Math.floor(random() * codes.length)]), isAfter: random() < 0.5 } : undefined);
		for (let run = 0; run < 4; run++) await stage.run({ tuning: { filesPerSegment: 3, failuresInARow: 100 } }).catch((thrown: unknown) => expect(isRecordingError(thrown)).toBe(true));
		trouble = () => undefined;
		expect(await stage.run()).toMatchObject({ ended: 'complete', failed: 0 });
		await assertRight();
	});

	test.each([
		['a full disk', 'TOO_LARGE', 10],
		['an expired token', 'CREDENTIAL_EXPIRED', 4],
		['a server that is gone', 'CONNECTION_FAILED', 10],
	] as const)('%s ends the run, and the next one goes on', async (_, code, mostFailures) => {
		let writes = 0;
		trouble = (operation, path) => (operation === 'write' && ++writes > 6 && !path.includes('checkpoint') ? { error: error(code), isAfter: false } : undefined);
		const ran = await stage.run({ concurrency: 4, tuning: { failuresInARow: 3, filesPerSegment: 2 } });
		expect(ran).toMatchObject({ ended: 'failed', error: { code } });
		expect(ran.failed).toBeLessThanOrEqual(mostFailures);
		trouble = () => undefined;
		expect(await stage.run()).toMatchObject({ ended: 'complete', failed: 0 });
		await assertRight();
	});

	test('two runs at once', async () => {
		const both = await Promise.all([stage.run({ tuning: { filesPerSegment: 2 } }), stage.run({ order: 'newest', tuning: { filesPerSegment: 3 } })]);
		for (const ran of both) expect(ran).toMatchObject({ ended: 'complete', failed: 0 });
		await assertRight();
		expect(await stage.run()).toMatchObject({ known: 12, exported: { files: 0 }, notes: [] });
	});

	describe('in archives', () => {
		const ARCHIVE = { maxFiles: 5, encryption: 'AES-256', password: PASSWORD } as const;
		/** Every other run was cut. */
		const NOBODY_ELSE = { claimMs: -120_000 };
		const isArchive = (operation: string, path: string) => operation === 'write' && path.endsWith('.zip');

		test('everything once, in spite of lost answers; nothing the next time', async () => {
			let archives = 0;
			trouble = (...given) => (isArchive(...given) && ++archives <= 2 ? { error: error('CONNECTION_FAILED'), isAfter: archives === 1 } : undefined);
			expect(await stage.run({ archive: ARCHIVE })).toMatchObject({ ended: 'complete', failed: 0, archives: 3, exported: { files: 12, adopted: 0 } });
			await expectOnce(stage, FILES);
			expect(await stage.run({ archive: ARCHIVE })).toMatchObject({ known: 12, archives: 0 });
		});

		test('a run that is no more before it records its first archive, and then two at once', async () => {
			let isWritten = false;
			let isGone = false;
			trouble = (operation, path) => {
				isWritten ||= isArchive(operation, path);
				isGone ||= isWritten && path.includes('/segments/');
				return isGone ? { error: error('CREDENTIAL_REFUSED'), isAfter: false } : undefined;
			};
			await stage.run({ archive: ARCHIVE });
			trouble = () => undefined;
			expect(await stage.run({ archive: ARCHIVE, limits: { files: 1 }, tuning: NOBODY_ELSE })).toMatchObject({ exported: { files: 6, adopted: 5 } });
			const both = await Promise.all([stage.run({ archive: { ...ARCHIVE, maxFiles: 2 } }), stage.run({ archive: ARCHIVE, order: 'newest' })]);
			for (const ran of both) expect(ran).toMatchObject({ ended: 'complete', failed: 0 });
			await stage.run({ archive: ARCHIVE, tuning: NOBODY_ELSE });
			await expectOnce(stage, FILES);
		});
	});

	test('a cancelled run leaves nothing half, and what it did is recorded', async () => {
		const controller = new AbortController();
		const ran = await stage.run({ concurrency: 1, signal: controller.signal, tuning: { filesPerSegment: 2 }, onFile: () => controller.abort() });
		expect(ran).toMatchObject({ ended: 'cancelled', failed: 0, unrecorded: 0 });
		expect(ran.exported.files).toBeGreaterThan(0);
		for (const [path, content] of Object.entries(await stage.exported())) expect(FILES[path]).toBe(content);
		// What was on its way when it was cancelled can have arrived.
		expect(await stage.run()).toMatchObject({ ended: 'complete', failed: 0, known: ran.exported.files });
		await assertRight();
	});
});

describe('from a source in trouble', () => {
	test.each(['CONNECTION_FAILED', 'SERVICE_FAILED', 'CREDENTIAL_EXPIRED'] as const)('%s in the middle of a listing ends the run; what was done counts', async (code) => {
		const target = new MemorySource();
		let pages = 0;
		const source = (inner: Source) => troubled(inner, (operation) => (operation === 'list' && ++pages === 2 ? { error: error(code), isAfter: false } : undefined));
		const stage = new Stage({ source, target });
		await stage.seed(Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`${1_000 + at}`, `${at}`])));
		const ran = await stage.run();
		expect(ran).toMatchObject({ ended: 'failed', error: { code }, unrecorded: 0 });
		expect(await stage.run()).toMatchObject({ ended: 'complete', known: ran.exported.files, exported: { adopted: 0 } });
		expect(Object.keys(await stage.exported())).toHaveLength(150);
	});

	test('one file that fails is tried again the next time', async () => {
		let isBroken = true;
		const source = (inner: Source) => troubled(inner, (operation, path) => (isBroken && operation === 'read' && path.endsWith('5.wav') ? { error: error('CORRUPTED'), isAfter: false } : undefined));
		const stage = new Stage({ source });
		await stage.seed(FILES, 20_000 * 86_400_000);
		// What is known of the newest day is looked at in any case; the file that fails is of an older one.
		await stage.seed({ 'day 1/call 7.wav': FILES['day 1/call 7.wav'] }, 20_001 * 86_400_000);
		expect(await stage.run()).toMatchObject({ ended: 'complete', failed: 1, exported: { files: 11 }, statuses: { 'day 2/call 5.wav': 'failed CORRUPTED' } });
		expect(await stage.run()).toMatchObject({ failed: 1, exported: { files: 0 }, known: 11 });
		isBroken = false;
		expect(await stage.run()).toMatchObject({ failed: 0, exported: { files: 1 } });
	});
});
