import { RecordingError } from '../../errors/recording-error';
import type { OnConflict, SourceFile, TargetNamer } from '../types';
import { compareWithTarget } from './compare';
import { copyFile, type Places, type Written } from './copy-file';

export interface Placed {
	/** Below the folder of the target, or within the archive. */
	target: string;
	/** Below the folder of the target. */
	archive?: string;
	written: Written;
	/** It was there already. */
	adopted: boolean;
}

export interface PlacerOptions extends Places {
	namer: TargetNamer;
	onConflict: OnConflict;
}

/** Times that a place is found taken and then empty. */
const MAX_LOOKS = 3;

/**
 * Finds a file its place at the target. Two runs, at once or one after the other, find it the same: the name follows from
 * the file, and what stands there decides the rest. A name belongs to one place at the source, so what is different there
 * is another version of it, or a stranger.
 */
export class Placer {
	/** Names that are being written: two versions in one run must not both find the place empty. */
	readonly #busy = new Map<string, Promise<unknown>>();
	/** Where nothing is replaced, writing is the look; but once one place was taken, others are too. */
	#looksFirst: boolean;

	constructor(private readonly options: PlacerOptions) {
		this.#looksFirst = !options.target.can('writeIfAbsent');
	}

	/** Throws CONFLICT where there is no place for it. */
	async place(file: SourceFile): Promise<Placed> {
		const { namer, onConflict } = this.options;
		const name = namer.nameOf(file.recording);
		const placed = await this.#tryAt(file, name);
		if (placed) return placed;
		if (onConflict === 'fail') throw taken(name);
		const versionName = namer.versionNameOf(file.recording);
		const placedBeside = await this.#tryAt(file, versionName);
		if (placedBeside) return placedBeside;
		throw taken(versionName);
	}

	async #tryAt(file: SourceFile, name: string): Promise<Placed | undefined> {
		return await this.#alone(name, async () => await this.#at(file, name));
	}

	async #alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
		while (this.#busy.has(name)) await this.#busy.get(name);
		const result = work();
		this.#busy.set(name, result.catch(() => {}));
		try {
			return await result;
		} finally {
			this.#busy.delete(name);
		}
	}

	/** Undefined where another file stands. */
	async #at(file: SourceFile, name: string): Promise<Placed | undefined> {
		const path = this.options.target.folder + name;
		for (let look = 1; look <= MAX_LOOKS; look++) {
			if (this.#looksFirst || look > 1) {
				const there = await compareWithTarget(this.options, file, path);
				if (there === 'different') return undefined;
				if (there !== 'nothing') return { target: name, written: there, adopted: true };
			}
			const written = await copyFile(this.options, file, path);
			if (written) return { target: name, written, adopted: false };
			this.#looksFirst = true;
		}
		return undefined;
	}
}

function taken(path: string): RecordingError {
	return new RecordingError({
		code: 'CONFLICT',
		operation: 'export',
		path,
		detail: 'the target has another file of that name',
		advice: 'Move it away, choose another folder, or let the export keep both.',
	});
}
