import { hash } from 'node:crypto';
import fc from 'fast-check';
import { filesOf, readClaim } from '../../../core/export/archive/claim-file';
import { readArchiveManifest } from '../../../core/export/archive/archive-manifest';
import { JobFolder } from '../../../core/export/job-folder';
import { readCheckpoint } from '../../../core/export/ledger/checkpoint';
import { Ledger } from '../../../core/export/ledger/ledger';
import type { FileRecord, SegmentHeader } from '../../../core/export/ledger/records';
import { makeSegment, readSegment } from '../../../core/export/ledger/segment';
import { goOn, newerOf, savedTrigger } from '../../../core/watch/hand-over';
import { Marks } from '../../../core/watch/marks';
import { FileSet } from '../../../core/watch/seen';
import { savedWatch } from '../../../core/watch/watch-state';
import { Watcher } from '../../../core/watch/watcher';
import { assert, assertPlain, assertSame, attempt, attemptLater, codeOf, type Subject } from '../subject';

const RUN = '20260131T080000Z-0123abcd';
const header: SegmentHeader = { type: 'segment', version: 1, job: 'j', run: RUN, number: 1, software: 't', writtenAt: '2026-01-31T08:00:00Z', previous: ['0a'.repeat(32)] };
const fileLine = (name: string): FileRecord => ({ type: 'file', id: '0123456789abcdef'.repeat(2), day: '2026-01-31', source: { vendor: 'genesys', path: `t/${name}`, sizeBytes: 3 }, name, target: `2026/01/31/${name}`, sizeBytes: 3, sha256: '0a'.repeat(32), exportedAt: '2026-01-31T08:00:01Z', facts: { 'Call ID': 'x', Agent: ['a', 'b'] } });
const LINES = [{ type: 'run', run: RUN, startedAt: '2026-01-31T08:00:00Z', settings: { folders: 'day' } }, fileLine('a.mp3'), { type: 'deletion', id: '00'.repeat(16), source: { vendor: 'genesys', path: 't/a' }, deleted: true, at: '' }, { type: 'end', run: RUN, endedAt: '2026-01-31T08:00:02Z' }].map((line) => JSON.stringify(line));
const segment = makeSegment(1, header, LINES);
const MANIFEST = [{ type: 'archive', version: 1, job: 'j', run: RUN, archive: 'a.zip', software: 't', createdAt: '' }, fileLine('a.mp3'), fileLine('b.mp3'), { type: 'end', files: 2 }].map((line) => `${JSON.stringify(line)}\n`).join('');
const CHECKPOINT = JSON.stringify({ version: 1, key: Buffer.alloc(16, 7).toString('base64'), epoch: 1, covered: [segment.name.hash], heads: [segment.name.hash], days: [{ day: '2026-01-31', exported: '1:AAAAAAAAAAAAAAAAAAAAAA==', index: 'cache/days/2026-01-31-x.idx' }], open: [[RUN, '2026-01-31T08:00:00Z']], retired: [] });
const CLAIM = JSON.stringify({ version: 1, run: RUN, archive: 'archives/a.zip', at: '2026-01-31T08:00:00Z', days: { '2026-01-31': Buffer.alloc(32, 1).toString('base64'), none: '' } });
const WATCH = { version: 2, of: 'x', floorMs: 1_700_000_000_000, marks: [['a', 1_700_000_000_000], ['\uffff\uffff', 0]], seen: [[28_333_333, 'AAAAAAAA']], awaited: [[28_333_334, 'BBBBBBBB']], awaitedSections: ['s'], young: [[28_333_335, 'CCCCCCCC']], position: { section: 's', token: 't', afterKey: 'a' } };
const TRIGGER = JSON.stringify({ watch: WATCH, pending: { process: 'p', runs: [{ id: 'r1', files: [[28_333_333, 'AAAAAAAA']], sections: ['s'] }] }, count: 3 });

const anyJson = fc.json({ maxDepth: 3 });
const WORDS = ['{', '}', '[', ']', '"', ':', ',', 'null', 'true', '0', '-1', '1e999', '""', '[]', '{}', '\n', '"__proto__":', '"type":"file"', '"day":"none"', '"id":""', '\\u0000', '"end"'];
/** A valid document, one of whose values is something else. */
const altered = (text: string) => fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(null, true, 0, -1, 1.5, '', 'x', '0a', '0a'.repeat(20), [], {}, [null], { a: 1 }), fc.jsonValue({ maxDepth: 1 }))).map(([at, value]) => withValue(JSON.parse(text) as object, at, value));

function withValue(document: object, at: number, value: unknown): string {
	const places: Array<[object, string]> = [];
	const visit = (one: unknown) => {
		if (typeof one !== 'object' || one === null) return;
		for (const key of Object.keys(one)) {
			places.push([one, key]);
			visit((one as Record<string, unknown>)[key]);
		}
	};
	visit(document);
	const [owner, key] = places[at % places.length];
	(owner as Record<string, unknown>)[key] = value;
	return JSON.stringify(document);
}

const alteredLines = (text: string) => fc.tuple(fc.nat(), fc.nat()).chain(([at]) => {
	const lines = text.split('\n').filter(Boolean);
	const line = at % lines.length;
	return altered(lines[line]).map((other) => `${lines.map((own, index) => (index === line ? other : own)).join('\n')}\n`);
});

/** Files of a job as its folder gives them. */
function folderWith(files: Record<string, Buffer>): JobFolder {
	return {
		read: async (name: string) => files[name],
		pathOf: (name: string) => `.call-recordings/j/${name}`,
		list: async (folder: string) => Object.keys(files).filter((name) => name.startsWith(folder)).map((name) => ({ name, writtenMs: NaN })),
		listFolders: async () => ['segments/00001/'],
		write: async (name: string, content: Buffer) => void (files[name] = content),
		removeCache: async () => {},
		clockMs: NaN,
	} as unknown as JobFolder;
}

const HEX_IDENTITY = /^[0-9a-f]{32}$/;

export const STATE_SUBJECTS: Subject<string>[] = [
	{
		name: 'segments of ledgers',
		modules: ['core/export/ledger/segment', 'core/export/ledger/json-lines', 'core/export/ledger/segment-names', 'core/export/ledger/line-shape'],
		share: 0.5,
		seeds: [segment.content.toString()],
		structured: alteredLines(segment.content.toString()),
		words: WORDS,
		async check(text, random) {
			const content = Buffer.from(text);
			// Damage shows by the hash; who forges a segment can forge its name too.
			const isForged = random.chance(0.7);
			const name = isForged ? { ...segment.name, hash: hash('sha256', content) } : segment.name;
			const read = await attemptLater(async () => await readSegment(folderWith({ [name.path]: content }), name), codeOf);
			if (read.refused !== undefined) return read.refused;
			if (!isForged) assert(content.equals(segment.content), () => 'damaged, and taken for whole');
			assertPlain(read.value);
			const lines = read.value.lines as unknown[];
			assert(lines.every((line) => typeof line === 'object' && line !== null && typeof (line as { type?: unknown }).type === 'string'), () => 'a line that is none');
			for (const line of read.value.lines) if (line.type === 'file') assert(HEX_IDENTITY.test(line.id) && typeof line.day === 'string', () => `the identity ${JSON.stringify(line.id)}`);
			assert(read.value.header.previous.every((one) => typeof one === 'string'), () => 'a predecessor that is no text');
			return 'accepted';
		},
	},
	{
		name: 'ledgers',
		modules: ['core/export/ledger/ledger', 'core/export/ledger/checkpoint', 'core/export/ledger/days', 'core/export/ledger/day-index', 'core/export/ledger/chain', 'core/export/ledger/set-digest'],
		share: 0.15,
		seeds: [CHECKPOINT, segment.content.toString()],
		structured: fc.oneof(altered(CHECKPOINT), alteredLines(segment.content.toString())),
		words: WORDS,
		async check(text) {
			const isSegment = text.startsWith('{"type"');
			const content = Buffer.from(isSegment ? text : `${hash('sha256', text)}\n${text}`);
			const name = `segments/00001/${RUN}-000001-${hash('sha256', content)}.jsonl`;
			const files: Record<string, Buffer> = isSegment ? { [name]: content } : { [segment.name.path]: segment.content, 'cache/checkpoint.json': content };
			if (!isSegment) await attemptLater(async () => await readCheckpoint(folderWith(files)), (error) => codeOf(error) ?? (error instanceof SyntaxError ? 'SyntaxError' : undefined));
			const opened = await attemptLater(async () => await Ledger.open(folderWith(files)), codeOf);
			if (opened.refused !== undefined) return opened.refused;
			const ledger = opened.value;
			const saved = await attemptLater(async () => await ledger.save(), codeOf);
			if (saved.refused !== undefined) return saved.refused;
			for (const [path, bytes] of Object.entries(files)) if (path.endsWith('.idx')) assert(bytes.length % 16 === 0, () => `an index of ${bytes.length} bytes`);
			assert(ledger.heads().every((head) => typeof head === 'string'), () => 'a head that is no text');
			return ledger.notes.length > 0 ? 'with notes' : 'accepted';
		},
	},
	{
		name: 'manifests in archives',
		modules: ['core/export/archive/archive-manifest'],
		seeds: [MANIFEST],
		structured: alteredLines(MANIFEST),
		words: WORDS,
		async check(text) {
			const read = await attemptLater(async () => await readArchiveManifest(Buffer.from(text), 'a.zip'), codeOf);
			if (read.refused !== undefined) return read.refused;
			assertPlain(read.value);
			for (const { id, day } of read.value) assert(HEX_IDENTITY.test(id) && typeof day === 'string', () => `the identity ${JSON.stringify(id)}`);
			return 'accepted';
		},
	},
	{
		name: 'claims',
		modules: ['core/export/archive/claim-file'],
		seeds: [CLAIM],
		structured: fc.oneof(altered(CLAIM), anyJson),
		words: WORDS,
		async check(text) {
			const claim = await readClaim(folderWith({ 'archives/x.claim': Buffer.from(text) }), 'x', 'claim');
			if (!claim) return 'none';
			const files = [...filesOf(claim)];
			assert(files.every(({ identity, day }) => identity.length === 16 && Number.isInteger(day)), () => 'an identity that is none');
			assert(typeof claim.archive === 'string' && typeof claim.run === 'string', () => 'a claim of nothing');
			return 'accepted';
		},
	},
	{
		name: 'states of triggers',
		modules: ['core/watch/hand-over', 'core/watch/watch-state', 'core/watch/marks', 'core/watch/seen', 'core/watch/awaited', 'core/watch/first-seen'],
		seeds: [TRIGGER],
		structured: fc.oneof(altered(TRIGGER), altered(TRIGGER), anyJson),
		words: WORDS,
		check(text) {
			const json = attempt(() => JSON.parse(text) as unknown, (error) => (error instanceof SyntaxError ? 'no JSON' : undefined));
			if (json.refused !== undefined) return json.refused;
			const saved = savedTrigger(json.value);
			if (!saved || !savedWatch(saved.watch, 'x')) return 'none of ours';
			newerOf(saved, { watch: WATCH as never, count: 2 });
			const outcomes = { hasEnded: () => false, hasFailedToStart: () => false };
			const { watch } = goOn(saved, 'q', outcomes);
			const watcher = new Watcher(watch, { lookBackMs: 900_000, minAgeMs: 60_000, nowMs: 1_700_000_900_000, keyOf: (path) => path });
			const file = { path: 'b', storedMs: 1_700_000_100_000 };
			if (watcher.isNew(file)) watcher.handedOn(file);
			watcher.passed('b');
			return 'accepted';
		},
	},
	{
		name: 'memories of triggers',
		modules: ['core/watch/marks', 'core/watch/seen'],
		seeds: ['a,5;b,7;c,3', '0', 'z,1;a,2'],
		structured: fc.array(fc.tuple(fc.stringMatching(/^[a-f]{0,3}$/), fc.nat(200_000)).map((pair) => pair.join(',')), { maxLength: 12 }).map((list) => list.join(';')),
		words: [',', ';', 'a', 'f', '60000', '59999'],
		check(text) {
			const marks = new Marks();
			const set = new FileSet();
			const model = new Map<string, number>();
			const known = new Set<string>();
			for (const step of text.split(';').slice(0, 40)) {
				const [key, number = ''] = step.split(',');
				const ms = Number(number) || 0;
				if (!(ms >= 0 && ms < 1e12) || key.length > 20) continue;
				marks.raise('', key, ms);
				for (const one of [...model.keys(), key]) if (one <= key && one !== '') model.set(one, Math.max(model.get(one) ?? 0, ms));
				const identity = hash('sha256', key, 'binary').slice(0, 6);
				set.add(identity, ms);
				known.add(`${identity}${Math.floor(ms / 60_000)}`);
			}
			for (const [key, ms] of model) assert(marks.at(key) >= ms, () => `the mark of ${key} fell`);
			const again = new FileSet(JSON.parse(JSON.stringify(set.save())) as never);
			assertSame(again.save(), set.save(), 'saved and read');
			assertSame([...again.entries()].length, known.size, 'as many as were added');
			assertSame(new Marks(JSON.parse(JSON.stringify(marks.save())) as never).save(), marks.save(), 'marks, saved and read');
			return 'accepted';
		},
	},
];
