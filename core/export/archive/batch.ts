import type { Candidate } from '../plan/find-new';
import type { ArchiveSettings } from './options';

/** The files of the next archive, as they are found. */
export class Batch {
	#candidates: Candidate[] = [];
	#bytes = 0;

	constructor(private readonly settings: Pick<ArchiveSettings, 'maxBytes' | 'maxFiles'>) {}

	/** A file that is larger than an archive may be has one of its own. */
	hasRoomFor({ file }: Candidate): boolean {
		const { length } = this.#candidates;
		return length === 0 || (length < this.settings.maxFiles && this.#bytes + (file.entry.sizeBytes ?? 0) <= this.settings.maxBytes);
	}

	add(candidate: Candidate): void {
		this.#candidates.push(candidate);
		this.#bytes += candidate.file.entry.sizeBytes ?? 0;
	}

	/** Empties it. */
	take(): Candidate[] {
		this.#bytes = 0;
		return this.#candidates.splice(0);
	}
}
