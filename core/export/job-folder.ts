import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { isRecordingError, RecordingError } from '../errors/recording-error';
import type { Recordings } from '../sources/recordings';

/** Where jobs keep their manifests, below the folder of the target. */
export const JOBS_FOLDER = '.call-recordings/';

/** A folder for a job, of its name: readable, safe everywhere, and another one for every other name. */
export function folderOfJob(name: string): string {
	return `${JOBS_FOLDER}${readableName(name)}-${hash('sha256', name).slice(0, 8)}/`;
}

/** What of a job's name can stand in a path everywhere; names can share it. */
export function readableName(name: string): string {
	const readable = name.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase().slice(0, 40);
	return readable === '' ? 'job' : readable;
}

export interface JobFile {
	/** Below the job's folder. */
	name: string;
	/** By the clock of the target; NaN where that is not known. */
	writtenMs: number;
}

/** The small files of a job at its target; paths are below the job's folder. */
export class JobFolder {
	/** Below the folder of the target. */
	#folder: string;
	/** Bytes that were read. */
	readBytes = 0;
	/** When something was last written, by the clock of the target; NaN where that is not known. */
	clockMs = NaN;

	constructor(
		private readonly target: Recordings,
		job: string,
		private readonly signal?: AbortSignal,
	) {
		this.#folder = folderOfJob(job);
	}

	/** Of a job of which only the folder is known. */
	static at(target: Recordings, folder: string, signal?: AbortSignal): JobFolder {
		const found = new JobFolder(target, '', signal);
		found.#folder = folder;
		return found;
	}

	pathOf(name: string): string {
		return this.target.folder + this.#folder + name;
	}

	/** What is in a folder of the job's, which ends in `/`. */
	async list(folder: string): Promise<JobFile[]> {
		const files: JobFile[] = [];
		const start = this.pathOf('').length;
		for await (const page of this.target.listPages({ prefix: this.#folder + folder, signal: this.signal })) {
			files.push(...page.map(({ path, lastModified = '' }) => ({ name: path.slice(start), writtenMs: Date.parse(lastModified) })));
		}
		return files;
	}

	/** Names of the folders in a folder, each with its `/`. */
	async listFolders(folder: string): Promise<string[]> {
		const names: string[] = [];
		const start = this.pathOf('').length;
		for await (const path of this.target.listFolders({ prefix: this.#folder + folder, signal: this.signal })) names.push(path.slice(start));
		return names;
	}

	/** Undefined where there is none. Throws TOO_LARGE beyond `maxBytes`. */
	async read(name: string, maxBytes: number): Promise<Buffer | undefined> {
		const path = this.pathOf(name);
		try {
			const { body } = await this.target.read(path, { signal: this.signal });
			return await this.#whole(body, path, maxBytes);
		} catch (error) {
			const explained = this.target.explain(error, 'read', path);
			if (explained.code === 'NOT_FOUND') return undefined;
			throw explained;
		}
	}

	/** Puts it in the place of what is there, in one step. */
	async write(name: string, content: Buffer, contentType: string, signal = this.signal): Promise<void> {
		const { lastModified = '' } = await this.target.write(this.pathOf(name), () => Readable.from([content]), { contentType, signal });
		this.clockMs = Date.parse(lastModified);
	}

	/** Takes away pieces of cut uploads in a folder of the job's that were last touched before a moment of the target's clock. */
	async removeLeftovers(folder: string, beforeMs: number): Promise<void> {
		await this.target.removeLeftovers(beforeMs, { prefix: this.#folder + folder, signal: this.signal });
	}

	/** What is in the way of nobody may stay. */
	async removeCache(name: string): Promise<void> {
		await this.target.remove(this.pathOf(name), { signal: this.signal }).catch((error: unknown) => {
			if (!isRecordingError(error)) throw error;
		});
	}

	async #whole(body: Readable, path: string, maxBytes: number): Promise<Buffer> {
		const chunks: Buffer[] = [];
		let bytes = 0;
		for await (const chunk of body as AsyncIterable<Buffer>) {
			chunks.push(chunk);
			bytes += chunk.length;
			this.readBytes += chunk.length;
			if (bytes > maxBytes) throw new RecordingError({ code: 'TOO_LARGE', operation: 'read', path, detail: `it has more than ${maxBytes} bytes, and is none of ours` });
		}
		return Buffer.concat(chunks);
	}
}
