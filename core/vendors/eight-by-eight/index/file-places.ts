import { filePlace, type FilePlace } from './file-place';

const ANY = 'any.wav';

/** Where recordings lie, for many of the same folder: all but the name is found out once. */
export class FilePlaces {
	#directory: string | undefined;
	#folder: string | undefined;

	of(fileName: string, directory: string | undefined): FilePlace {
		if (directory === undefined || !isPlain(fileName)) return filePlace(fileName, directory);
		if (directory !== this.#directory) this.#learn(directory);
		if (this.#folder === undefined) return filePlace(fileName, directory);
		return { fileName, directory, path: `${this.#folder}/${fileName}` };
	}

	#learn(directory: string): void {
		const { path } = filePlace(ANY, directory);
		this.#directory = directory;
		// What says no folder leaves it to the name.
		this.#folder = path === ANY ? undefined : path.slice(0, -ANY.length - 1);
	}
}

/** A name with an extension, and nothing in it that leads elsewhere. */
function isPlain(fileName: string): boolean {
	return fileName.endsWith('.wav') && fileName.length > 4 && !fileName.includes('/') && !fileName.includes('\\');
}
