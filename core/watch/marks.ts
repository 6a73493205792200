/** `[key, ms]`: for keys up to this one, and after the one before, all that was stored until then has been looked at. */
export type SavedMarks = Array<[upToKey: string, storedMs: number]>;

export function isSavedMarks(value: unknown): value is SavedMarks {
	return Array.isArray(value) && value.every((piece) => Array.isArray(piece) && typeof piece[0] === 'string' && typeof piece[1] === 'number');
}

/** Sorts after every key. */
export const LAST_KEY = '\uffff\uffff';
/** Before all that was ever stored. */
const NEVER_MS = 0;
/** More pieces are made fewer by forgetting: what is forgotten is looked at again. */
const MAX_PIECES = 200;

/**
 * Until when the files of a storage have been looked at, piece by piece of the alphabet: a listing goes by name, and
 * one that takes several polls has looked at its beginning earlier than at its end. Never falls.
 *
 * Keys are texts that sort as the storage lists them: see `LISTED_BY`.
 */
export class Marks {
	#pieces: SavedMarks;

	/** Without anything saved: nothing was looked at. */
	constructor(saved?: SavedMarks) {
		this.#pieces = saved && saved.length > 0 ? saved.map(([key, ms]) => [key, ms]) : [[LAST_KEY, NEVER_MS]];
	}

	at(key: string): number {
		let [low, high] = [0, this.#pieces.length - 1];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#pieces[middle][0] >= key) high = middle;
			else low = middle + 1;
		}
		return this.#pieces[low][1];
	}

	lowest(): number {
		return Math.min(...this.#pieces.map(([, ms]) => ms));
	}

	highest(): number {
		return Math.max(...this.#pieces.map(([, ms]) => ms));
	}

	/** The lowest but for pieces that nobody has looked at yet. */
	lowestLookedAt(): number {
		return Math.min(...this.#pieces.map(([, ms]) => (ms === NEVER_MS ? Infinity : ms)));
	}

	/** Raises the piece after one key up to another to a moment, where it is not later already. */
	raise(afterKey: string, upToKey: string, ms: number): void {
		const cut = cutAt(cutAt(this.#pieces, afterKey), upToKey);
		const raised = cut.map(([key, was]): [string, number] => [key, key > afterKey && key <= upToKey ? Math.max(was, ms) : was]);
		this.#pieces = fewer(raised.filter(([, own], index) => own !== raised[index + 1]?.[1]));
	}

	save(): SavedMarks {
		return this.#pieces.map(([key, ms]) => [key, ms]);
	}
}

/** The same marks with a piece that ends at a key; `''` lies before all keys. */
function cutAt(pieces: SavedMarks, key: string): SavedMarks {
	if (key === '' || pieces.some(([end]) => end === key)) return pieces;
	const index = pieces.findIndex(([end]) => end > key);
	return index < 0 ? pieces : [...pieces.slice(0, index), [key, pieces[index][1]], ...pieces.slice(index)];
}

function fewer(pieces: SavedMarks): SavedMarks {
	if (pieces.length <= MAX_PIECES) return pieces;
	const kept: SavedMarks = [];
	for (let index = 0; index < pieces.length; index += 2) {
		const [one, next] = [pieces[index], pieces[index + 1] ?? pieces[index]];
		kept.push([next[0], Math.min(one[1], next[1])]);
	}
	return kept;
}

/** What to sort a path by, so that the order is that of the listing. */
export const LISTED_BY = {
	/** Azure and S3: by the bytes of the whole name in UTF-8. */
	bytes: (path: string): string => Buffer.from(path).toString('latin1'),
	/** Servers of folders: folder by folder, each by its names (`core/sources/tree`). */
	folders: (path: string): string => path.replaceAll('/', '\0'),
};
