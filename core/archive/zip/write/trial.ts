import { RecordingError } from '../../../errors/recording-error';
import type { Bytes } from './content';
import type { NewZipFile } from './write-zip';

/** The content of a file of which it shows at its end whether it belongs to the archive: it ends where it fails. */
export class Trial {
	#failure?: { error: unknown };

	constructor(private readonly file: NewZipFile) {}

	content(): Bytes {
		return this.file.isWanted ? this.#untilItFails() : this.file.content;
	}

	/** Throws CHANGED for a content of another length than was announced, unless somebody decides on it. */
	async isWanted(sizeBytes: number): Promise<boolean> {
		const { isWanted, sizeBytes: announced = sizeBytes } = this.file;
		if (sizeBytes !== announced) this.#failure ??= { error: this.#changed(sizeBytes) };
		if (isWanted) return await isWanted(this.#failure);
		if (this.#failure) throw this.#failure.error;
		return true;
	}

	/** No further than was announced: the header says how large it can be. */
	async *#untilItFails(): AsyncGenerator<Uint8Array> {
		const { content, sizeBytes = Infinity } = this.file;
		let bytes = 0;
		try {
			for await (const chunk of content) {
				bytes += chunk.byteLength;
				if (bytes > sizeBytes) throw this.#changed(bytes);
				yield chunk;
			}
		} catch (error) {
			this.#failure = { error };
		}
	}

	#changed(sizeBytes: number): RecordingError {
		const { name, sizeBytes: announced } = this.file;
		return new RecordingError({ code: 'CHANGED', operation: 'zip', path: name, detail: `it has ${sizeBytes} bytes, and ${announced} were announced`, advice: 'Read it again.' });
	}
}
