import type { Readable } from 'node:stream';
import type { Classification } from '../../errors/recording-error';
import { NO_CAPABILITIES, type Capabilities } from '../capabilities';
import { destroyOnAbort } from '../layers/abort';
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
import { S3Error } from './s3-error';
import { S3Http, type S3Options } from './s3-http';
import {
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	type BuildMiddleware,
	type GetObjectCommandOutput,
	type GetObjectCommandInput,
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
const AWS_CAPABILITIES: Capabilities = { ...CAPABILITIES, writeIfAbsent: true, removeIfMatch: true };

/** One bucket of Amazon S3, or of a server that speaks its protocol. */
export class S3Source implements Source {
	readonly name = 's3';
	readonly capabilities: Capabilities;
	readonly #http: S3Http;

	constructor(private readonly options: S3Options) {
		this.#http = new S3Http(options);
		// Other servers may know these conditions, or overlook them: then they would overwrite and delete.
		this.capabilities = options.endpoint === undefined || options.conditionalWrites ? AWS_CAPABILITIES : CAPABILITIES;
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
		const command = new HeadObjectCommand({ Bucket: this.container, Key: path });
		const output = await this.#http.send(async (client) => await client.send(command, { abortSignal: signal }), signal);
		return describeObject(path, this.container, output);
	}

	async read(path: string, { offset, lengthBytes, ifMatch, signal }: ReadOptions): Promise<ReadResult> {
		const isRange = offset > 0 || lengthBytes !== undefined;
		const command = new GetObjectCommand({
			Bucket: this.container,
			Key: path,
			Range: isRange ? `bytes=${offset}-${lengthBytes === undefined ? '' : offset + lengthBytes - 1}` : undefined,
			IfMatch: ifMatch === undefined ? undefined : `"${ifMatch}"`,
		});
		if (!isRange) askForChecksum(command);
		const output = await this.#http.send(async (client) => await client.send(command, { abortSignal: signal }), signal);
		const body = output.Body as unknown as Readable;
		if (isRange && firstByteOf(output) !== offset) {
			body.destroy();
			throw new S3Error(200, '', 'The server does not send the range that was asked for');
		}
		if (signal) destroyOnAbort(body, signal);
		return { body, entry: describeObject(path, this.container, output) };
	}

	async write(path: string, body: () => Readable, options: WriteOptions): Promise<SourceEntry> {
		await this.#http.send(
			async (client) => await writeObject(client, { bucket: this.container, path }, body(), options),
			options.signal,
		);
		return await this.stat(path, { signal: options.signal });
	}

	async remove(path: string, { ifMatch, signal }: RemoveOptions): Promise<void> {
		const command = new DeleteObjectCommand({
			Bucket: this.container,
			Key: path,
			IfMatch: ifMatch === undefined ? undefined : `"${ifMatch}"`,
		});
		await this.#http.send(async (client) => await client.send(command, { abortSignal: signal }), signal);
	}

	classify(error: unknown): Classification {
		return classifyS3Error(error, this.options);
	}

	async close(): Promise<void> {
		await this.#http.close();
	}
}

function firstByteOf({ ContentRange }: GetObjectCommandOutput): number | undefined {
	const first = /^bytes (\d{1,15})-/.exec(ContentRange ?? '')?.[1];
	return first === undefined ? undefined : Number(first);
}

/** Asks for the stored checksum to be stated; not by the SDK's ChecksumMode, which would compute it a second time. */
function askForChecksum(command: GetObjectCommand): void {
	const middleware: BuildMiddleware<GetObjectCommandInput, GetObjectCommandOutput> = (next) => async (args) => {
		const { headers } = args.request as { headers: Record<string, string> };
		headers['x-amz-checksum-mode'] = 'ENABLED';
		return await next(args);
	};
	command.middlewareStack.add(middleware, { step: 'build' });
}
