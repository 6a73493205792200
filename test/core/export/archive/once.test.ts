import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { writeZip } from '../../../../core/archive';
import { isRecordingError, RecordingError } from '../../../../core/errors/recording-error';
import { verifyExport, type ArchiveOptions, type ExportOptions, type ExportResult, type Finding } from '../../../../core/export';
import { delegateTo } from '../../../../core/sources/layers/delegate';
import { MemorySource } from '../../../../core/sources/memory/memory-source';
import { Secret } from '../../../../core/secrets/secret';
import type { Source } from '../../../../core/sources/source';
import { bodyOf } from '../../../conformance/checks/tools';
import { randomNumbers } from '../../../random';
import { Stage } from '../stage';
import { expectOnce, PASSWORD } from './archives';

/** Of the requests of a run, each is where it is cut: all with ARCHIVE_STEPS=1. Interleavings of runs: 200 with ARCHIVE_RACES=200. */
const EVERY_NTH = Number(process.env.ARCHIVE_STEPS ?? 7);
const RACES = Number(process.env.ARCHIVE_RACES ?? 6);
const FILES = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`${at}.wav`, `${at}`.repeat(10 + at)]));
const ARCHIVE: ArchiveOptions = { maxFiles: 3, encryption: 'ZipCrypto', password: PASSWORD };
/** Every other run was cut. */
const NOBODY_ELSE = { claimMs: -60_000 };

type Operation = 'list' | 'stat' | 'read' | 'write' | 'remove';

/** A source with a look before each request, and after it was done. */
function watched(inner: Source, before: (operation: Operation, path: string) => Promise<void> | void, after: typeof before = () => {}): Source {
	const run = async <Result>(operation: Operation, path: string, work: () => Promise<Result>): Promise<Result> => {
		await before(operation, path);
		const result = await work();
		await after(operation, path);
		return result;
	};
	return {
		...delegateTo(inner),
		listPage: async (options) => await run('list', options.prefix, async () => await inner.listPage(options)),
		stat: async (path, options) => await run('stat', path, async () => await inner.stat(path, options)),
		read: async (path, options) => await run('read', path, async () => await inner.read(path, options)),
		write: async (path, body, options) => await run('write', path, async () => await inner.write(path, body, options)),
		remove: async (path, options) => await run('remove', path, async () => await inner.remove(path, options)),
		classify: (error) => (isRecordingError(error) ? error : inner.classify(error)),
	};
}

const isArchive = (operation: Operation, path: string) => operation === 'write' && path.endsWith('.zip');
const refusal = (code: RecordingError['code']) => new RecordingError({ code, operation: 'use' });
/** As that of a process that is no more: nothing gets through any longer. */
const DEAD = () => refusal('CREDENTIAL_REFUSED');

/** A stage whose runs see the target through `through`. */
class Theatre {
	readonly memory = new MemorySource('target');
	readonly stage = new Stage({ target: this.memory });

	async run(through: (inner: Source) => Source, options: Partial<ExportOptions> = {}): Promise<ExportResult | undefined> {
		const other = new Stage({ target: through(this.memory) });
		try {
			return await other.run({ source: this.stage.source, list: () => this.stage.list(), archive: ARCHIVE, ...options });
		} catch (error) {
			expect(isRecordingError(error)).toBe(true);
			return undefined;
		}
	}
}

async function theatre(files: Record<string, string> = FILES): Promise<Theatre> {
	const made = new Theatre();
	await made.stage.seed(files);
	return made;
}

/** A run that is no more from a request on: nothing after it is done, or that one is as well. */
async function cutAt(made: Theatre, at: number, isDone: boolean, options: Partial<ExportOptions> = {}): Promise<{ requests: number; ofArchives: number[] }> {
	let requests = 0;
	const ofArchives: number[] = [];
	const beforehand = (operation: Operation, path: string) => {
		requests++;
		if (isArchive(operation, path)) ofArchives.push(requests);
		if (requests > at || (requests === at && !isDone)) throw DEAD();
	};
	const afterwards = () => {
		if (requests >= at) throw DEAD();
	};
	await made.run((inner) => watched(inner, beforehand, afterwards), options);
	return { requests, ofArchives };
}

/** Those of archives, of the last look at the intent and of the record that follows, and every so many. */
async function stepsOf(options: Partial<ExportOptions>): Promise<number[]> {
	const { requests, ofArchives } = await cutAt(await theatre(), Infinity, true, options);
	expect(requests).toBeGreaterThan(25);
	const wanted = (step: number) => step % EVERY_NTH === 0 || [0, 1, 2].some((after) => ofArchives.includes(step - after));
	return Array.from({ length: requests }, (_, at) => at + 1).filter(wanted);
}

describe.each<[string, Partial<ExportOptions>]>([
	['one at a time', { concurrency: 1, tuning: { filesPerSegment: 2 } }],
	['streamed, deleted at the source', { concurrency: 3, deleteAtSource: true, tuning: { spoolBytes: 0 } }],
])('a run that is cut at a request, %s', (_, options) => {
	test('the next run mends it, whichever it was', async () => {
		let adopted = 0;
		const steps = await stepsOf(options);
		for (const isDone of [false, true]) {
			for (const at of steps) {
				const made = await theatre();
				await cutAt(made, at, isDone, options);
				const ran = await made.stage.run({ archive: ARCHIVE, ...options, tuning: { ...options.tuning, ...NOBODY_ELSE } });
				expect([at, isDone, ran.ended, ran.failed, ran.inOtherRuns, ran.notes]).toEqual([at, isDone, 'complete', 0, 0, []]);
				adopted += ran.exported.adopted;
				await expectOnce(made.stage, FILES);
			}
		}
		expect(adopted).toBeGreaterThan(0);
	}, 60_000);

	test('and when that one is cut as well', async () => {
		const random = randomNumbers(11);
		for (let round = 0; round < 4; round++) {
			const made = await theatre();
			for (let cut = 0; cut < 3; cut++) await cutAt(made, 1 + Math.floor(random() * 45), random() < 0.5, { ...options, tuning: { ...options.tuning, ...NOBODY_ELSE } });
			expect(await made.stage.run({ archive: ARCHIVE, ...options, tuning: { ...options.tuning, ...NOBODY_ELSE } })).toMatchObject({ ended: 'complete', failed: 0 });
			await expectOnce(made.stage, FILES);
		}
	}, 60_000);
});

test('what a run has in hand that may be at work is left to it', async () => {
	const made = await theatre();
	let isBegun = false;
	await made.run((inner) => watched(inner, (_, path) => {
		isBegun ||= path.endsWith('.zip');
		if (isBegun) throw DEAD();
	}));
	expect(await made.stage.run({ archive: ARCHIVE })).toMatchObject({ ended: 'complete', failed: 0, inOtherRuns: 3, exported: { files: 4 } });
	expect(await made.stage.run({ archive: ARCHIVE })).toMatchObject({ inOtherRuns: 3, exported: { files: 0 } });
	expect(await made.stage.run({ archive: ARCHIVE, tuning: NOBODY_ELSE })).toMatchObject({ inOtherRuns: 0, exported: { files: 3 } });
	await expectOnce(made.stage, FILES);
});

describe('two runs at once', () => {
	test.each(Array.from({ length: RACES }, (_, seed) => seed))('every file is in one archive, seed %i', async (seed) => {
		const random = randomNumbers(seed);
		const made = await theatre();
		const slow = (inner: Source) => watched(inner, async () => await pause(random() * 6), async () => await pause(random() * 6));
		const orders = ['listed', 'newest', 'oldest'] as const;
		const one = async (at: number) => {
			await pause(random() * (seed % 3) * 20);
			return await made.run(slow, { archive: { ...ARCHIVE, maxFiles: 1 + Math.floor(random() * 4) }, order: orders[(seed + at) % 3], concurrency: 2 });
		};
		for (const ran of await Promise.all([0, 1, 2].slice(seed % 2).map(one))) expect(ran).toMatchObject({ ended: 'complete', failed: 0 });
		expect(await made.stage.run({ archive: ARCHIVE })).toMatchObject({ ended: 'complete', inOtherRuns: 0 });
		await expectOnce(made.stage, FILES);
	});

	test('begun together, one of them does it all', async () => {
		const made = await theatre();
		const [one, two] = await Promise.all([0, 1].map(async () => await made.run((inner) => watched(inner, async () => await pause(1)), { archive: { ...ARCHIVE, maxFiles: 100 } })));
		expect((one?.exported.files ?? 0) + (two?.exported.files ?? 0)).toBe(7);
		expect((one?.inOtherRuns ?? 0) + (two?.inOtherRuns ?? 0)).toBe(7);
		await expectOnce(made.stage, FILES);
	});

	test('a run whose files were taken over publishes nothing', async () => {
		const made = await theatre();
		let isTaken = false;
		const takingOver = (inner: Source) => watched(inner, async (operation, path) => {
			if (isTaken || operation !== 'write' || !path.endsWith('.zip')) return;
			isTaken = true;
			// As if it had been suspended for an hour here.
			await made.stage.run({ archive: ARCHIVE, tuning: NOBODY_ELSE });
		});
		const ran = await made.run(takingOver, { archive: { ...ARCHIVE, maxFiles: 100 } });
		expect(ran).toMatchObject({ failed: 7, archives: 0, exported: { files: 0 } });
		await expectOnce(made.stage, FILES);
	});
});

describe('a target in trouble', () => {
	const troubled = (trouble: (operation: Operation, path: string) => Error | undefined, lost: typeof trouble = () => undefined) => (inner: Source) =>
		watched(inner, (operation, path) => { const error = trouble(operation, path); if (error) throw error; }, (operation, path) => { const error = lost(operation, path); if (error) throw error; });
	test.each(['CONNECTION_FAILED', 'SERVICE_FAILED', 'TIMED_OUT'] as const)('%s: it is written again', async (code) => {
		const made = await theatre();
		let failures = 0;
		expect(await made.run(troubled((...given) => (isArchive(...given) && ++failures % 2 === 1 ? refusal(code) : undefined)))).toMatchObject({ ended: 'complete', failed: 0, archives: 3, exported: { files: 7, adopted: 0 } });
		await expectOnce(made.stage, FILES);
	});

	test('an answer that was lost: what stands there is it', async () => {
		const made = await theatre();
		expect(await made.run(troubled(() => undefined, (...given) => (isArchive(...given) ? refusal('CONNECTION_FAILED') : undefined)))).toMatchObject({ ended: 'complete', failed: 0, archives: 3, exported: { files: 7 } });
		await expectOnce(made.stage, FILES);
	});

	test('an answer that was lost, and then the network: the next run finds out', async () => {
		const made = await theatre();
		let isLost = false;
		const trouble = (operation: Operation, path: string) => (isLost && operation !== 'write' && path.includes('.zip') ? refusal('CONNECTION_FAILED') : undefined);
		const ran = await made.run(troubled(trouble, (...given) => {
			if (!isArchive(...given)) return undefined;
			isLost = true;
			return refusal('CONNECTION_FAILED');
		}), { archive: { ...ARCHIVE, maxFiles: 100 }, tuning: { retry: { attempts: 2, firstDelayMs: 1, maxDelayMs: 1, maxRetryAfterMs: 1 } } });
		expect(ran).toMatchObject({ failed: 7, archives: 0 });
		expect(await made.stage.run({ archive: ARCHIVE, tuning: NOBODY_ELSE })).toMatchObject({ failed: 0, archives: 1, exported: { files: 7, adopted: 7 } });
		await expectOnce(made.stage, FILES);
	});

	test.each<[RecordingError['code'], number]>([['TOO_LARGE', 3], ['CREDENTIAL_EXPIRED', 3]])('%s ends the run, and the next one goes on', async (code, failuresInARow) => {
		const made = await theatre();
		let archives = 0;
		const ran = await made.run(troubled((...given) => (isArchive(...given) && ++archives > 1 ? refusal(code) : undefined)), { tuning: { failuresInARow } });
		expect(ran).toMatchObject({ ended: 'failed', error: { code }, archives: 1, exported: { files: 3 } });
		expect(await made.stage.run({ archive: ARCHIVE })).toMatchObject({ ended: 'complete', inOtherRuns: 0, exported: { files: 4 } });
		await expectOnce(made.stage, FILES);
	});

	test('nothing is deleted at the source whose record could not be written; the next run adopts it, and deletes it', async () => {
		const made = await theatre();
		const ran = await made.run(troubled((operation, path) => (operation === 'write' && /segments.*-00000[2-9]-/.test(path) ? refusal('TOO_LARGE') : undefined)), { deleteAtSource: true });
		expect(ran).toMatchObject({ ended: 'failed', exported: { files: 0 }, unrecorded: 3, deletedAtSource: 0 });
		expect((await made.stage.sourceFiles.listPage({ prefix: '' })).entries).toHaveLength(7);
		expect(await made.stage.run({ archive: ARCHIVE, deleteAtSource: true, tuning: NOBODY_ELSE })).toMatchObject({ archives: 3, exported: { files: 7, adopted: 3 }, deletedAtSource: 7 });
		expect((await made.stage.sourceFiles.listPage({ prefix: '' })).entries).toEqual([]);
		await expectOnce(made.stage, FILES);
	});
});

describe('an archive of a run that was cut, and that cannot be read back', () => {
	const HARMS: Array<[string, (content: Buffer) => Promise<Buffer>, RegExp, Secret?]> = [
		['altered', async (content) => {
			const at = content.indexOf('3.wav') + 40;
			return Buffer.concat([content.subarray(0, at), Buffer.alloc(4), content.subarray(at + 4)]);
		}, /"3\.wav"/],
		['no archive', async (content) => randomBytes(content.length), /no ZIP/],
		['without its manifest', async () => await buffer(writeZip([{ name: 'a', content: (async function* () {})() }])), /no manifest/],
		['with another password', async (content) => content, /password/, new Secret('another password')],
	];

	test.each(HARMS)('%s: it stays, does not count, and its files are exported anew', async (_, alter, words, password = PASSWORD) => {
		const made = await theatre();
		let isPublished = false;
		const dying = (inner: Source) => watched(inner, () => { if (isPublished) throw DEAD(); }, (...given) => { isPublished ||= isArchive(...given); });
		await made.run(dying, { archive: { encryption: 'AES-256', password } });
		const [path] = Object.keys(await made.stage.exported());
		await made.memory.write(path, bodyOf(await alter(await buffer((await made.stage.target.read(path)).body))), {});
		const ran = await made.stage.run({ archive: ARCHIVE, tuning: NOBODY_ELSE });
		expect(ran).toMatchObject({ ended: 'complete', failed: 0, archives: 3, exported: { files: 7, adopted: 0 }, notes: [expect.stringMatching(words)] });
		const findings: Finding[] = [];
		await verifyExport({ job: 'nightly', target: made.stage.target, concurrency: 2, password: PASSWORD, onFinding: (finding) => findings.push(finding) });
		// It is known, and looked at as a whole.
		expect(findings).toEqual([]);
		expect(Object.keys(await made.stage.exported())).toHaveLength(4);
		await made.memory.write(path, bodyOf('x'), {});
		await verifyExport({ job: 'nightly', target: made.stage.target, concurrency: 2, password: PASSWORD, onFinding: (finding) => findings.push(finding) });
		expect(findings.map(({ kind, path }) => [kind, path])).toContainEqual(['altered', path]);
		expect(await made.stage.run({ archive: ARCHIVE, tuning: NOBODY_ELSE })).toMatchObject({ exported: { files: 0 }, notes: [] });
	});
});
