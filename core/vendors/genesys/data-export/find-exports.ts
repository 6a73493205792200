import { RecordingError } from '../../../errors/recording-error';
import { Breather } from '../../../listing/breather';
import { BoundedHeap } from '../../../listing/bounded-heap';
import { cutText } from '../../../secrets/cut';
import type { Recordings } from '../../../sources/recordings';
import type { RequestOptions } from '../../../sources/source';
import { insideWindow, type TimeWindow } from '../../../time/window';
import { toDataExport, type DataExport } from './data-export';
import { parseExportName, parseExportPath } from './names';
import { byAge } from './order';

export interface FindExportsOptions extends RequestOptions {
	/** Below the folder of the recordings; `''` for all of it. */
	prefix?: string;
	/** When they were stored: the vendor's storage says it, the name does not. */
	stored?: TimeWindow;
	/** Only those that were made after this one: the `exportName` of the last that was taken. It may be deleted by now. */
	afterExport?: string;
	/** Default: `oldest`, the order in which to load them. */
	first?: 'oldest' | 'newest';
	limit?: number;
	/** For `expiresAt`. */
	retentionDays: number;
}

/** Beyond this many runs, some of a listing are worth nothing without the others. At one every 30 minutes: two years. */
const MAX_EXPORTS = 35_000;
const MAX_OTHER_PATHS = 100;

/**
 * Finds data exports by their names, anywhere under a prefix: where the container holds them is not documented. All of
 * the listing is read, since its order is not that of the runs.
 */
export async function findExports(recordings: Recordings, options: FindExportsOptions): Promise<DataExport[]> {
	const { prefix, signal, first = 'oldest', limit = MAX_EXPORTS } = options;
	const isWanted = wantedBy(options);
	const compare = first === 'oldest' ? byAge : (a: DataExport, b: DataExport) => byAge(b, a);
	const found = new BoundedHeap<DataExport>(Math.min(limit, MAX_EXPORTS), compare);
	const beside = new Beside();
	const breather = new Breather();
	for await (const page of recordings.listPages({ prefix, signal })) {
		for (const entry of page) {
			beside.add(entry.path);
			const one = toDataExport(entry, options.retentionDays);
			if (one && isWanted(one)) found.add(one);
			if (breather.isDue()) await breather.breathe();
		}
	}
	return found.sorted().map((one) => ({ ...one, ...beside.of(one) }));
}

function wantedBy({ stored = {}, afterExport }: FindExportsOptions): (one: DataExport) => boolean {
	const isInside = insideWindow(stored);
	if (afterExport === undefined) return ({ lastModified }) => !isInside || isInside(lastModified);
	const mark = markOf(afterExport);
	return (one) => (!isInside || isInside(one.lastModified)) && byAge({ ...one, path: undefined }, mark) > 0;
}

/** The mark as it was copied: the name of the run, or the path of its archive. */
function markOf(text: string): { exportName: string } {
	const exportName = parseExportPath(text)?.exportName ?? text;
	if (parseExportName(exportName).dataUntil !== undefined) return { exportName };
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'list',
		detail: `"${cutText(text, 100)}" is no name of an export, by which others could be told to be later`,
		advice: 'Give it as Get Many returns it, such as export_50120_2026_01_31_08_15_00, or choose by when they were stored.',
	});
}

/** What lies beside archives: their checksums, and files that nobody knows. */
class Beside {
	readonly #checksums = new Set<string>();
	readonly #others = new Map<string, string[]>();

	add(path: string): void {
		const parsed = parseExportPath(path);
		if (parsed?.kind === 'checksum') this.#checksums.add(path);
		if (parsed?.kind !== 'other') return;
		const others = this.#others.get(parsed.folder) ?? [];
		if (others.length < MAX_OTHER_PATHS) others.push(path);
		this.#others.set(parsed.folder, others);
	}

	of({ path }: DataExport): Pick<DataExport, 'checksumPath' | 'otherPaths'> {
		const checksumPath = `${path}.sha1`;
		const otherPaths = this.#others.get(path.slice(0, path.lastIndexOf('/') + 1));
		return { ...(this.#checksums.has(checksumPath) && { checksumPath }), ...(otherPaths && { otherPaths }) };
	}
}
