import { createHash, randomBytes } from 'node:crypto';
import { RecordingError } from '../../../core/errors/recording-error';
import { dayText } from '../../../core/export/day';
import { identityOf, toHex, type Identity } from '../../../core/export/identity';
import { JobFolder } from '../../../core/export/job-folder';
import { EMPTY_DAY } from '../../../core/export/ledger/day-index';
import { Ledger } from '../../../core/export/ledger/ledger';
import type { FileRecord } from '../../../core/export/ledger/records';
import { SetDigest } from '../../../core/export/ledger/set-digest';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import type { Source } from '../../../core/sources/source';
import { bodyOf } from '../../conformance/checks/tools';
import { randomNumbers } from '../../random';

const DAYS = [20_000, 20_001, 20_002, -1];

function identity(number: number): Identity {
	return createHash('sha256').update(String(number)).digest().toString('latin1', 0, 16);
}

function line(day: number, id: Identity): string {
	const record: FileRecord = { type: 'file', id: toHex(id), day: dayText(day), source: { vendor: 'genesys', path: 'x' }, name: 'x', exportedAt: '' };
	return JSON.stringify(record);
}

async function appendTo(ledger: Ledger, run: string, number: number, files: Array<{ day: number; identity: Identity }>): Promise<string> {
	const header = { type: 'segment', version: 1, job: 'j', run, number, software: 't', writtenAt: '' } as const;
	return (await ledger.append(header, files.map((file) => line(file.day, file.identity)), files)).hash;
}

class Place {
	readonly files = new MemorySource();
	readonly folder = new JobFolder(new Recordings(this.files), 'job');

	async open(): Promise<Ledger> {
		return await Ledger.open(new JobFolder(new Recordings(this.files), 'job'));
	}

	async paths(containing: string): Promise<string[]> {
		return (await this.files.listPage({ prefix: '', pageSize: 100_000 })).entries.map(({ path }) => path).filter((path) => path.includes(containing));
	}

	async remove(containing: string): Promise<void> {
		for (const path of await this.paths(containing)) await this.files.remove(path, {});
	}

	async garble(containing: string): Promise<void> {
		for (const path of await this.paths(containing)) await this.files.write(path, bodyOf(randomBytes(320)), {});
	}
}

/** What a ledger must know, told by a plain set of all that was ever recorded. */
async function assertKnows(ledger: Ledger, model: Map<number, Set<Identity>>, strangers: Identity[]): Promise<void> {
	for (const day of DAYS) {
		const known = model.get(day) ?? new Set();
		const digest = new SetDigest(ledger.digestKey);
		for (const id of known) digest.add(id);
		await ledger.pin(day);
		expect([...known].every((id) => ledger.has(day, id))).toBe(true);
		expect(strangers.some((id) => !known.has(id) && ledger.has(day, id))).toBe(false);
		const withOneMore = SetDigest.parse(ledger.digestKey, digest.toString());
		withOneMore.add(identity(-1));
		expect(ledger.agrees(day, withOneMore)).toBe(false);
		const withAnother = new SetDigest(ledger.digestKey);
		for (const id of [...known].slice(1)) withAnother.add(id);
		withAnother.add(identity(-1));
		expect(ledger.agrees(day, withAnother)).toBe(false);
		if (known.size > 0 && ledger.unfolded === 0) expect(ledger.agrees(day, digest)).toBe(true);
	}
	ledger.release(DAYS);
}

describe('whatever happens, a ledger knows what was recorded', () => {
	const CASES = Number(process.env.LEDGER_CASES ?? 20);

	test.each(Array.from({ length: CASES }, (_, seed) => seed))('seed %i', async (seed) => {
		const random = randomNumbers(seed);
		const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
		const place = new Place();
		const model = new Map<number, Set<Identity>>();
		let ledgers = [await place.open()];
		let number = 0;
		const record = async (ledger: Ledger) => {
			const files = Array.from({ length: Math.floor(random() * 30) }, () => ({ day: pick(DAYS), identity: identity(Math.floor(random() * 300)) }));
			await appendTo(ledger, `20260101T000000Z-0000000${ledgers.indexOf(ledger)}`, ++number, files);
			for (const file of files) model.set(file.day, (model.get(file.day) ?? new Set()).add(file.identity));
		};
		const steps: Array<() => Promise<unknown>> = [
			async () => await record(pick(ledgers)),
			async () => await record(pick(ledgers)),
			async () => await record(pick(ledgers)),
			async () => await pick(ledgers).save(),
			async () => await pick(ledgers).save(),
			async () => { ledgers = [await place.open()]; }, // A crash: what was in memory is gone.
			async () => { ledgers = [...ledgers.slice(-1), await place.open()]; }, // A second run at the same time.
			async () => await place.remove('/checkpoint'),
			async () => await place.garble('/checkpoint'),
			async () => await place.remove('/days/'),
			async () => await place.garble('/days/'),
		];
		for (let step = 0; step < 40; step++) await pick(steps)();
		const strangers = Array.from({ length: 300 }, (_, at) => identity(at));
		const last = await place.open();
		await assertKnows(last, model, strangers);
		await last.save();
		await assertKnows(last, model, strangers);
		await assertKnows(await place.open(), model, strangers);
	}, 60_000);
});

describe('a crash in the middle of writing', () => {
	/** Nothing more arrives after so many writes; the last one can be there all the same. */
	function until(writes: number, arrives: boolean, files: MemorySource): Source {
		let left = writes;
		const lost = new RecordingError({ code: 'CONNECTION_FAILED', operation: 'write' });
		return {
			...delegateTo(files),
			write: async (path, body, options) => {
				if (left < 0 || (--left < 0 && !arrives)) throw lost;
				const entry = await files.write(path, body, options);
				if (left < 0) throw lost;
				return entry;
			},
			remove: async (path, options) => {
				if (left < 0) throw lost;
				await files.remove(path, options);
			},
			classify: (error) => (error instanceof RecordingError ? error : files.classify(error)),
		};
	}

	test.each(Array.from({ length: Number(process.env.LEDGER_CASES ?? 20) }, (_, seed) => seed))('seed %i: what a segment says is known, and nothing else', async (seed) => {
		const random = randomNumbers(1_000 + seed);
		const place = new Place();
		const model = new Map<number, Set<Identity>>();
		for (let run = 0; run < 6; run++) {
			const source = until(Math.floor(random() * 12), random() < 0.5, place.files);
			const before = new Set(await place.paths('/segments/'));
			const added: Array<Array<{ day: number; identity: Identity }>> = [];
			try {
				const ledger = await Ledger.open(new JobFolder(new Recordings(source), 'job'));
				for (let number = 1; number <= 5; number++) {
					const files = Array.from({ length: 1 + Math.floor(random() * 20) }, () => ({ day: DAYS[Math.floor(random() * DAYS.length)], identity: identity(Math.floor(random() * 300)) }));
					added.push(files);
					await appendTo(ledger, `20260101T00000${run}Z-00000000`, number, files);
					if (random() < 0.5) await ledger.save();
				}
			} catch (error) {
				expect(error).toMatchObject({ code: 'CONNECTION_FAILED' });
			}
			const arrived = (await place.paths('/segments/')).filter((path) => !before.has(path)).length;
			for (const file of added.slice(0, arrived).flat()) model.set(file.day, (model.get(file.day) ?? new Set()).add(file.identity));
			await assertKnows(await place.open(), model, Array.from({ length: 300 }, (_, at) => identity(at)));
		}
	}, 60_000);
});

describe('the chain', () => {
	test('each segment names the one before; a second run names all that it saw', async () => {
		const place = new Place();
		const [one, two] = [await place.open(), await place.open()];
		const a1 = await appendTo(one, '20260101T000000Z-aaaaaaaa', 1, []);
		const b1 = await appendTo(two, '20260101T000000Z-bbbbbbbb', 1, []);
		expect((await place.open()).heads()).toEqual([a1, b1].sort());
		await one.save();
		await two.save();
		const three = await place.open();
		expect(three.heads()).toEqual([a1, b1].sort());
		const c1 = await appendTo(three, '20260101T000001Z-cccccccc', 1, []);
		expect((await place.open()).heads()).toEqual([c1]);
	});

	test('a segment that is missing or altered makes its files unknown, and is noted', async () => {
		for (const harm of ['remove', 'garble'] as const) {
			const place = new Place();
			const ledger = await place.open();
			await appendTo(ledger, '20260101T000000Z-aaaaaaaa', 1, [{ day: DAYS[0], identity: identity(1) }]);
			await appendTo(ledger, '20260101T000000Z-aaaaaaaa', 2, [{ day: DAYS[0], identity: identity(2) }]);
			await ledger.save();
			await place[harm]('-000001-');
			if (harm === 'garble') await place.remove('/checkpoint');
			const after = await place.open();
			await after.pin(DAYS[0]);
			expect([1, 2].map((id) => after.has(DAYS[0], identity(id)))).toEqual([false, true]);
			expect(after.notes).toHaveLength(1);
		}
	});
});

describe('the index of a day', () => {
	test('is sorted, each identity once, whatever comes', async () => {
		const all = Array.from({ length: 10_000 }, (_, at) => identity(at % 7_000));
		let added = 0;
		const index = await (await EMPTY_DAY.with(all.slice(0, 3_000), () => added++)).with(all, () => added++);
		expect([index.count, added]).toEqual([7_000, 7_000]);
		expect(Array.from({ length: 7_000 }, (_, at) => identity(at)).every((id) => index.has(id))).toBe(true);
		expect([identity(7_000), identity(-1), '\0'.repeat(16), '\xff'.repeat(16)].some((id) => index.has(id))).toBe(false);
		for (let at = 16; at < index.bytes.length; at += 16) expect(index.bytes.compare(index.bytes, at - 16, at, at, at + 16)).toBe(1);
	});

	test('tells identities apart that begin alike, with any bytes', async () => {
		const starts = ['\0\0\0\0', '\x7f\xff\xff\xff', '\x80\0\0\0', '\xff\xff\xff\xff'];
		const all = starts.flatMap((start) => Array.from({ length: 50 }, (_, at) => start + identity(at).slice(4)));
		const known = all.filter((_, at) => at % 2 === 0);
		const index = await EMPTY_DAY.with(known, () => {});
		expect(all.filter((id) => index.has(id))).toEqual(known);
	});
});

test('an identity and a digest stay what they are in the ledgers that were written', () => {
	const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest().subarray(0, 16);
	const entry = { path: 'Zoë/\u{1f4de}.wav', container: 'c', sizeBytes: 5, lastModified: '2026-01-31T00:00:00Z' };
	const recording = { vendor: '8x8', path: entry.path, name: 'x' } as const;
	const [untagged, tagged] = [entry, { ...entry, etag: '"e"' }].map((one) => identityOf({ entry: one, recording }));
	expect(toHex(untagged)).toBe(sha256(JSON.stringify(['8x8', 'c', entry.path, 5, entry.lastModified])).toString('hex'));
	expect(toHex(tagged)).toBe(sha256(JSON.stringify(['8x8', 'c', entry.path, '"e"'])).toString('hex'));
	const key = randomBytes(16);
	const digest = new SetDigest(key.toString('latin1'));
	for (const id of [untagged, tagged]) digest.add(id);
	const [one, other] = [untagged, tagged].map((id) => sha256(Buffer.concat([key, Buffer.from(id, 'latin1')])));
	expect(digest.toString()).toBe(`2:${Buffer.from(one.map((byte, at) => byte ^ other[at])).toString('hex')}`);
});

test('what another run has recorded is told once more to who asks, although indexes were written in between', async () => {
	const place = new Place();
	const [one, other] = [await place.open(), await place.open()];
	await appendTo(one, '20260101T000000Z-aaaaaaaa', 1, [{ day: DAYS[0], identity: identity(1) }]);
	await one.save();
	await appendTo(other, '20260101T000000Z-bbbbbbbb', 1, [{ day: DAYS[0], identity: identity(2) }]);
	// As in the middle of a run: there is a checkpoint of the first one by now.
	await other.save();
	expect(await other.refresh('20260101T000000Z-bbbbbbbb')).toEqual([identity(1)]);
	expect(other.has(DAYS[0], identity(1))).toBe(true);
});
