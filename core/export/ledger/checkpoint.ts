import { hash } from 'node:crypto';
import type { JobFolder } from '../job-folder';
import { isManifestLine, isObject, isTexts } from './line-shape';
import type { EndRecord } from './records';

export const CHECKPOINT = 'cache/checkpoint.json';
const MAX_CHECKPOINT_BYTES = 64 * 1024 * 1024;

/** What the segments of a manifest say of each day, so that they need not be read again. A cache: it can be deleted. */
export interface Checkpoint {
	version: 1;
	/** Of the digests; base64. */
	key: string;
	/** Segments of lower epochs are all in here, and none is written there any more. */
	epoch: number;
	/** SHA-256 of the segments in here, from that epoch on. */
	covered: string[];
	/** Of those, and of older ones, the ones that none names as its predecessor. */
	heads: string[];
	days: SavedDay[];
	/** Runs that have something left to do, and when they wrote first; see `Ledger.openRuns`. */
	open: Array<[run: string, since: string]>;
	/** Indexes of the checkpoint before, which a run may still be reading. */
	retired: string[];
	/** When the last run ended, and how; for a status without reading the manifest. */
	lastRun?: EndRecord;
}

/** Of the digests, as bytes. */
export function keyOf({ key }: Checkpoint): string {
	return Buffer.from(key, 'base64').toString('latin1');
}

export function textOfKey(key: string): string {
	return Buffer.from(key, 'latin1').toString('base64');
}

export interface SavedDay {
	day: string;
	/** Of its exported files: `count:digest`. */
	exported: string;
	/** Of what was listed of it when all of that was exported: by the whole job, by shards of it, with other filters. The newest last. */
	seen?: string[];
	/** Name of its index. */
	index: string;
}

/** Undefined where there is none that is whole. */
export async function readCheckpoint(folder: JobFolder): Promise<Checkpoint | undefined> {
	const content = await folder.read(CHECKPOINT, MAX_CHECKPOINT_BYTES);
	const text = content?.toString() ?? '';
	const end = text.indexOf('\n');
	if (end < 0 || text.slice(0, end) !== hash('sha256', text.slice(end + 1))) return undefined;
	const checkpoint: unknown = JSON.parse(text.slice(end + 1));
	return isCheckpoint(checkpoint) ? checkpoint : undefined;
}

const INDEX = /^cache\/days\/[^/]+\.idx$/;
const DIGEST = /^\d{1,15}:[0-9a-f]{32}$/;

/** Its hash tells damage; what is no checkpoint of ours has one that fits, too. */
function isCheckpoint(value: unknown): value is Checkpoint {
	if (!isObject(value) || value.version !== 1 || typeof value.key !== 'string' || !Number.isSafeInteger(value.epoch)) return false;
	const { covered, heads, retired, open, days } = value;
	const areIndexes = isTexts(retired) && retired.every((name) => INDEX.test(name));
	return isTexts(covered) && isTexts(heads) && areIndexes && isListOf(open, isOpenRun) && isListOf(days, isSavedDay) && isEnd(value.lastRun);
}

function isListOf<Item>(value: unknown, isItem: (one: unknown) => one is Item): value is Item[] {
	return Array.isArray(value) && value.every(isItem);
}

function isOpenRun(run: unknown): run is [string, string] {
	return isTexts(run) && run.length === 2;
}

function isSavedDay(day: unknown): day is SavedDay {
	return isObject(day) && typeof day.day === 'string' && typeof day.exported === 'string' && DIGEST.test(day.exported) && typeof day.index === 'string' && INDEX.test(day.index) && (day.seen === undefined || isTexts(day.seen));
}

function isEnd(line: unknown): boolean {
	return line === undefined || isManifestLine(line);
}

export async function writeCheckpoint(folder: JobFolder, checkpoint: Checkpoint): Promise<void> {
	const text = JSON.stringify(checkpoint);
	await folder.write(CHECKPOINT, Buffer.from(`${hash('sha256', text)}\n${text}`), 'text/plain');
}
