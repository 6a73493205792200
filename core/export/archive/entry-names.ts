import { ZipNames } from '../../archive';
import { RecordingError } from '../../errors/recording-error';
import type { OnConflict, SourceFile, TargetNamer } from '../types';
import type { ArchiveName } from './archive-name';

/** The names of one archive. In another one, the same names are free. */
export class EntryNames {
	readonly #names = new ZipNames();

	constructor(
		archive: ArchiveName,
		private readonly namer: TargetNamer,
		private readonly onConflict: OnConflict,
	) {
		for (const name of [archive.about, archive.manifest]) this.#names.add(name);
	}

	/** Throws CONFLICT where another file has the name, INVALID_REQUEST for one that could not be unpacked safely. */
	take({ recording }: SourceFile): string {
		const name = this.namer.nameOf(recording);
		const problem = this.#names.add(name);
		if (problem === undefined) return name;
		const versionName = this.namer.versionNameOf(recording);
		if (this.onConflict === 'keepBoth' && this.#names.add(versionName) === undefined) return versionName;
		throw new RecordingError({
			code: problem.isTaken ? 'CONFLICT' : 'INVALID_REQUEST',
			operation: 'export',
			path: recording.path,
			detail: `its name in the archive, "${name}", ${problem.text}`,
			advice: 'Let the export keep both, or change the rename pattern.',
		});
	}
}
