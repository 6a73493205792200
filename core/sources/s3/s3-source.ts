import type { Readable } from 'node:stream';
import type { Classification } from '../../errors/recording-error';
import { NO_CAPABILITIES, type Capabilities } from '../capabilities';
import { destroyOnAbort } from '../layers/abort';
import { assertRange } from '../range';
import type {
	ListPage,
	ListPageOptions,
	ReadOptions,
	ReadResult,
	RemoveOptions,
	RequestOptions,
	Source,
	SourceEntry,
	WriteOptions,
} from '../source';
import { classifyS3Error } from './classify';
import { describeObject } from './describe';
import { listObjects } from './list';
import type { GotObject } from './get-object';
import { isBodyless } from './regions';
import { S3Error } from './s3-error';
import { isLikeAws, S3Http, type S3Options } from './s3-http';
import {
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	type BuildMiddleware,
	type GetObjectCommandOutput,
	type GetObjectCommandInput,
	type S3Client,
} from './sdk';
import { writeObject } from './write';

const CAPABILITIES: Capabilities = {
	...NO_CAPABILITIES,
	list: true,
	listFolders: true,
	stat: true,
	read: true,
	readRange: true,
	readIfMatch: true,
	contentMd5: true,
	write: true,
	remove: true,
};
/** Asks for the stored checksum to be stated. */
const CHECKSUM_MODE = { 'x-amz-checksum-mode': 'ENABLED' };
const AWS_CAPABILITIES: Capabilities = { ...CAPABILITIES, writeIfAbsent: true, removeIfMatch: true };

/** One bucket of Amazon S3, or of a server that speaks its protocol. */
export class S3Source implements Source {
	readonly name = 's3';
	readonly capabilities: Capabilities;
	readonly #http: S3Http;

	constructor(private readonly options: S3Options) {
		this.#http = new S3Http(options);
		// Other servers may know these conditions, or overlook them: then they would overwrite and delete.
		this.capabilities = isLikeAws(options) ? AWS_CAPABILITIES : CAPABILITIES;
	}

	get container(): string {
		return this.options.bucket;
	}

	async listPage(options: ListPageOptions): Promise<ListPage> {
		return await listObjects(this.#http, this.container, options);
	}

	async findPage(): Promise<ListPage> {
		throw new S3Error(501, 'NotImplemented', 'S3 cannot search by tags');
	}

	async stat(path: string, { signal }: RequestOptions): Promise<SourceEntry> {
		const ask = async () => {
			const command = new HeadObjectCommand({ Bucket: this.container, Key: path });
			return await this.#sendFor(path, async (client) => await client.send(command, { abortSignal: signal }), signal);
		};
		const output = await ask().catch(async (error: unknown) => {
			if (!isUnexplained(error)) throw error;
			return await ask();
		});
		return describeObject(path, this.container, output);
	}

	async read(path: string, { offset, lengthBytes, ifMatch, signal }: ReadOptions): Promise<ReadResult> {
		const isRange = offset > 0 || lengthBytes !== undefined;
		const range = isRange ? `bytes=${offset}-${lengthBytes === undefined ? '' : offset + lengthBytes - 1}` : undefined;
		const version = ifMatch === undefined ? undefined : `"${ifMatch}"`;
		const output = (await this.#get(path, range, version, signal)) ?? (await this.#getBySdk(path, range, version, signal));
		const body = output.Body as unknown as Readable;
		if (isRange) assertRange({ path, container: this.container, offset, firstByte: firstByteOf(output), body });
		if (signal) destroyOnAbort(body, signal);
		return { body, entry: describeObject(path, this.container, output) };
	}

	async #get(path: string, range: string | undefined, version: string | undefined, signal?: AbortSignal): Promise<GotObject | undefined> {
		const headers = { ...(range === undefined ? CHECKSUM_MODE : { range }), ...(version === undefined ? {} : { 'if-match': version }) };
		try {
			return await this.#http.get({ path, headers, signal });
		} catch (error) {
			throw await this.#explained(error, path, signal);
		}
	}

	async #getBySdk(path: string, range: string | undefined, version: string | undefined, signal?: AbortSignal): Promise<GetObjectCommandOutput> {
		const command = new GetObjectCommand({ Bucket: this.container, Key: path, Range: range, IfMatch: version });
		if (range === undefined) askForChecksum(command);
		return await this.#sendFor(path, async (client) => await client.send(command, { abortSignal: signal }), signal);
	}

	async write(path: string, body: () => Readable, options: WriteOptions): Promise<SourceEntry> {
		const output = await this.#http.send(
			async (client) => await writeObject(client, { bucket: this.container, path }, body(), options),
			options.signal,
		);
		const answered = describeObject(path, this.container, output);
		if (options.brief && answered.contentMd5 !== undefined) return answered;
		return await this.stat(path, { signal: options.signal });
	}

	async remove(path: string, { ifMatch, expectedEtag, signal }: RemoveOptions): Promise<void> {
		try {
			if (expectedEtag !== undefined) await this.#assertVersion(path, expectedEtag, signal);
			await this.#delete(path, ifMatch, signal);
		} catch (error) {
			// With If-Match, what is not there is an error to S3.
			if (!isNoSuchKey(error)) throw error;
		}
	}

	async #delete(path: string, ifMatch: string | undefined, signal?: AbortSignal): Promise<void> {
		const command = new DeleteObjectCommand({
			Bucket: this.container,
			Key: path,
			IfMatch: ifMatch === undefined ? undefined : `"${ifMatch}"`,
		});
		await this.#sendFor(path, async (client) => await client.send(command, { abortSignal: signal }), signal);
	}

	async #assertVersion(path: string, etag: string, signal?: AbortSignal): Promise<void> {
		const now = await this.stat(path, { signal });
		if (now.etag !== etag) throw new S3Error(412, 'PreconditionFailed', 'the object is another version');
	}

	classify(error: unknown): Classification {
		return classifyS3Error(error, this.options);
	}

	async close(): Promise<void> {
		await this.#http.close();
	}

	async #sendFor<Output>(path: string, request: (client: S3Client) => Promise<Output>, signal?: AbortSignal): Promise<Output> {
		try {
			return await this.#http.send(request, signal);
		} catch (error) {
			throw await this.#explained(error, path, signal);
		}
	}

	/**
	 * Whoever may not list the whole bucket, as with keys that are held to a folder, is told 403 for what does not
	 * exist; and HEAD is refused without a word. A listing of that one key tells both.
	 */
	async #explained(error: unknown, path: string, signal?: AbortSignal): Promise<unknown> {
		if (!(error instanceof S3Error) || error.httpStatus !== 403) return error;
		if (!isBodyless(error) && error.serviceCode !== 'AccessDenied') return error;
		try {
			const { entries } = await listObjects(this.#http, this.container, { prefix: path, pageSize: 1, signal });
			if (entries[0]?.path === path) return asListed(error);
			return new S3Error(404, 'NoSuchKey', 'the object does not exist', error.headers);
		} catch (thrown) {
			return isBodyless(error) && thrown instanceof S3Error && thrown.httpStatus === 403 ? thrown : error;
		}
	}
}

function asListed({ httpStatus, serviceCode, detail, headers }: S3Error): S3Error {
	return new S3Error(httpStatus, serviceCode, detail, { ...headers, isListed: true });
}

/** A refusal without a word, while a listing, asked for the reason, was answered well: it may have been of that moment. */
function isUnexplained(error: unknown): boolean {
	return error instanceof S3Error && error.httpStatus === 400 && isBodyless(error);
}

// HEAD has no words for it.
function isNoSuchKey(error: unknown): boolean {
	if (!(error instanceof S3Error)) return false;
	return error.serviceCode === 'NoSuchKey' || (error.httpStatus === 404 && isBodyless(error));
}

function firstByteOf({ ContentRange }: Pick<GotObject, 'ContentRange'>): number | undefined {
	const first = /^bytes (\d{1,15})-/.exec(ContentRange ?? '')?.[1];
	return first === undefined ? undefined : Number(first);
}

/** Not by the SDK's ChecksumMode, which would compute it a second time. */
function askForChecksum(command: GetObjectCommand): void {
	const middleware: BuildMiddleware<GetObjectCommandInput, GetObjectCommandOutput> = (next) => async (args) => {
		const { headers } = args.request as { headers: Record<string, string> };
		Object.assign(headers, CHECKSUM_MODE);
		return await next(args);
	};
	command.middlewareStack.add(middleware, { step: 'build' });
}
