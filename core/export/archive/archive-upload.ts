import type { NewZipFile } from '../../archive';
import { writeZip } from '../../archive';
import { RelayStream } from '../../sources/layers/relay-stream';
import type { Recordings } from '../../sources/recordings';
import { counting } from '../copy/counting';
import { assertStored } from '../copy/target-check';
import type { ArchiveSettings } from './options';
import { ZipFeed, type FedFile } from './zip-feed';

/** An archive at the target: what was sent, and how that was compared. */
export interface Uploaded {
	sizeBytes: number;
	sha256: string;
	targetVerifiedBy: string;
}

/** One archive on its way to the target, made while it is sent. */
export class ArchiveUpload {
	/** All of it was handed to the target, which may have it, whatever it answered. */
	isSent = false;
	/** Why nothing more can go in. */
	failure?: { error: unknown };
	readonly #feed = new ZipFeed();
	readonly #uploaded: Promise<Uploaded>;
	#turn: Promise<unknown> = Promise.resolve();

	/** @param path whole, at the target */
	constructor(
		private readonly target: Recordings,
		private readonly path: string,
		{ encryption, password }: ArchiveSettings,
		signal: AbortSignal,
	) {
		this.#uploaded = this.#upload(encryption, password, signal);
		this.#uploaded.catch((error: unknown) => this.abandon(error));
	}

	/** Only one at a time can put files in. */
	async alone<Result>(work: () => Promise<Result>): Promise<Result> {
		const turn = this.#turn.then(work);
		this.#turn = turn.catch(() => {});
		return await turn;
	}

	put(file: Omit<NewZipFile, 'isWanted'>): FedFile {
		return this.#feed.put(file);
	}

	/** What is in memory, and known to be right. */
	async putWhole(name: string, content: Iterable<Buffer>, sizeBytes: number, lastModified?: string): Promise<void> {
		const fed = this.put({ name, lastModified, sizeBytes, content: eachOf(content) });
		await fed.whenIn;
		fed.decide(true);
	}

	/** Nothing of it gets to be visible. */
	abandon(error: unknown): void {
		this.failure ??= { error };
		this.#feed.fail(error);
	}

	/** Resolves when it is at the target, and compared. */
	async end(): Promise<Uploaded> {
		this.#feed.end();
		return await this.#uploaded;
	}

	/** Resolves when nothing more will happen. */
	async whenOver(): Promise<void> {
		await this.#uploaded.catch(() => {});
	}

	async #upload(encryption: ArchiveSettings['encryption'], password: ArchiveSettings['password'], signal: AbortSignal): Promise<Uploaded> {
		const zip = writeZip(this.#feed.files(), { encryption, password, signal });
		const body = new RelayStream(zip, { onEnd: () => void (this.isSent = true) });
		const ifAbsent = this.target.can('writeIfAbsent');
		const { result, ...sent } = await counting(body, async (content) => {
			return await this.target.write(this.path, () => content, { ifAbsent, once: true, brief: true, contentType: 'application/zip', signal });
		}, true);
		const targetVerifiedBy = await assertStored(this.target, result, { ...sent, contentMd5: sent.contentMd5 ?? '' });
		return { sizeBytes: sent.sizeBytes, sha256: sent.sha256, targetVerifiedBy };
	}
}

async function* eachOf(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
	yield* chunks;
}
