import { RecordingError } from '../../errors/recording-error';
import { shortHex } from '../identity';
import type { Candidate } from '../plan/find-new';
import type { OnConflict, TargetNamer } from '../types';
import { compareWithTarget, statIfThere } from './compare';
import { copyFile, type Places, type Written } from './copy-file';

export interface Placed {
	/** Below the folder of the target. */
	target: string;
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
 * the file, and what stands there decides the rest.
 *
 * A name that two files can share is enough where the target refuses to replace what is there; elsewhere the file's
 * identity is in the name from the beginning, since the later of two would replace the other.
 */
export class Placer {
	/** Names that are being written: two files of one run must not both find a place empty. */
	readonly #busy = new Map<string, Promise<unknown>>();
	readonly #refusesToReplace: boolean;
	/** Once one place was taken, others are too. */
	#looksFirst: boolean;

	constructor(private readonly options: PlacerOptions) {
		this.#refusesToReplace = options.target.can('writeIfAbsent');
		this.#looksFirst = !this.#refusesToReplace;
	}

	/** A name that no other file can have. */
	ownName({ file, identity }: Pick<Candidate, 'file' | 'identity'>): string {
		const { namer } = this.options;
		return namer.isUnique ? namer.nameOf(file) : namer.nameWith(file, shortHex(identity));
	}

	/** Resolves to `taken` where it must be found out whose file has the name. */
	async place({ file, identity }: Candidate): Promise<Placed | 'taken'> {
		const { namer } = this.options;
		const isShared = !namer.isUnique;
		if (isShared && !this.#refusesToReplace) return await this.placeWithIdentity({ file, identity });
		const name = namer.nameOf(file);
		if (!isShared) return (await this.#at(file, name, true)) ?? (await this.#instead({ file, identity }, name));
		return (await this.#at(file, name, false)) ?? 'taken';
	}

	/** Under a name that only this file can have. Throws CONFLICT where something else has it all the same. */
	async placeWithIdentity({ file, identity }: Pick<Candidate, 'file' | 'identity'>): Promise<Placed> {
		const name = this.options.namer.nameWith(file, shortHex(identity));
		const placed = await this.#at(file, name, true);
		if (!placed) throw taken(name);
		return placed;
	}

	/** Where the name is no file's of this job: adopts what is the same, else does as the setting says. */
	async placeBesideStrangers(candidate: Candidate): Promise<Placed> {
		const name = this.options.namer.nameOf(candidate.file);
		return (await this.#at(candidate.file, name, true)) ?? (await this.#instead(candidate, name));
	}

	async #instead(candidate: Pick<Candidate, 'file' | 'identity'>, name: string): Promise<Placed> {
		if (this.options.onConflict === 'fail') throw taken(name);
		return await this.placeWithIdentity(candidate);
	}

	/** Undefined where another file has the name, or where any has and `adopts` is not set. */
	async #at(file: Candidate['file'], name: string, adopts: boolean): Promise<Placed | undefined> {
		while (this.#busy.has(name)) await this.#busy.get(name);
		const work = this.#tryAt(file, name, adopts);
		this.#busy.set(name, work.catch(() => {}));
		try {
			return await work;
		} finally {
			this.#busy.delete(name);
		}
	}

	async #tryAt(file: Candidate['file'], name: string, adopts: boolean): Promise<Placed | undefined> {
		const path = this.options.target.folder + name;
		for (let look = 1; look <= MAX_LOOKS; look++) {
			if (this.#looksFirst || look > 1) {
				const there = await this.#there(file, path, adopts);
				if (there !== 'nothing') return there === 'different' ? undefined : { target: name, written: there, adopted: true };
			}
			const written = await copyFile(this.options, file, path);
			if (written) return { target: name, written, adopted: false };
			this.#looksFirst = true;
		}
		throw taken(name);
	}

	async #there(file: Candidate['file'], path: string, adopts: boolean): Promise<'nothing' | 'different' | Written> {
		const { target, signal } = this.options;
		if (adopts) return await compareWithTarget(this.options, file, path);
		return (await statIfThere(target, path, signal)) ? 'different' : 'nothing';
	}
}

function taken(path: string): RecordingError {
	return new RecordingError({
		code: 'CONFLICT',
		operation: 'export',
		path,
		detail: 'the target has another file of that name',
		advice: 'Move it away, choose another name pattern or folder, or let the export keep both.',
	});
}
