import { hash } from 'node:crypto';
import type { SourceFile } from './types';

/** One of the parts into which a job is split, so that several processes can share it. */
export interface Shard {
	/** From 1 to `count`. */
	number: number;
	count: number;
}

const BYTES = 6;

/**
 * Whether a file is of a shard. Its place at the source alone decides (vendor, container, path): all versions of it are of one shard,
 * every process comes to the same answer, and a job can be split into another number of shards at any time.
 */
export function isInShard(file: SourceFile, { number, count }: Shard): boolean {
	const { entry, vendor = file.recording.vendor } = file;
	const place = hash('sha256', JSON.stringify(['shard', vendor, entry.container ?? '', entry.path]), 'buffer');
	return place.readUIntBE(0, BYTES) % count === number - 1;
}
