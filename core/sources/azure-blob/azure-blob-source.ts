import type { Readable } from 'node:stream';
import type { Classification } from '../../errors/recording-error';
import { NO_CAPABILITIES, type Capabilities } from '../capabilities';
import { assertRange } from '../range';
import type {
	FindPageOptions,
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
import { assertIsBlob, firstByteOf, readListPage, totalSize } from './answers';
import { AzureHttp, type AzureHttpOptions, type AzureResponse } from './azure-http';
import { toByteCount, toIso } from './blob-list-parser';
import { classifyAzureError } from './classify';
import { createContainerClient, withAzureErrors } from './container-client';
import { writeBlob } from './write';

export interface AzureBlobOptions extends AzureHttpOptions {
	/** Absent for an account token, which can only find by tags. */
	container?: string;
}

const CONTAINER_CAPABILITIES: Capabilities = {
	list: true,
	listFolders: true,
	findByTags: false,
	stat: true,
	read: true,
	readRange: true,
	readIfMatch: true,
	contentMd5: true,
	write: true,
	writeIfAbsent: true,
	remove: true,
	removeIfMatch: true,
};
const ACCOUNT_CAPABILITIES: Capabilities = { ...NO_CAPABILITIES, findByTags: true };

/**
 * Azure Blob Storage with a shared access signature: a container, or with an account token the tag index.
 * Which operation needs which token: `vendor page "Blob Storage", Access recordings`.
 */
export class AzureBlobSource implements Source {
	readonly name = 'azure-blob';
	readonly container?: string;
	readonly capabilities: Capabilities;

	static async open(options: AzureBlobOptions): Promise<AzureBlobSource> {
		return new AzureBlobSource(await AzureHttp.open(options), options);
	}

	private constructor(
		private readonly http: AzureHttp,
		private readonly options: AzureBlobOptions,
	) {
		this.container = options.container;
		this.capabilities = options.container === undefined ? ACCOUNT_CAPABILITIES : CONTAINER_CAPABILITIES;
	}

	async listPage({ prefix, foldersOnly, token, pageSize, signal }: ListPageOptions): Promise<ListPage> {
		const query = {
			comp: 'list',
			restype: 'container',
			prefix,
			delimiter: foldersOnly ? '/' : undefined,
			marker: token,
			maxresults: pageSize?.toString(),
		};
		const page = await this.#page(this.#containerPath, query, signal);
		return foldersOnly ? { ...page, entries: [] } : page;
	}

	/** At the account's root, where `@container` is allowed: https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags */
	async findPage(expression: string, { token, pageSize, signal }: FindPageOptions): Promise<ListPage> {
		const query = { comp: 'blobs', where: expression, marker: token, maxresults: pageSize?.toString() };
		return await this.#page('/', query, signal);
	}

	async stat(path: string, { signal }: RequestOptions): Promise<SourceEntry> {
		const response = await this.http.send({ method: 'HEAD', path: this.#blobPath(path), signal });
		await assertIsBlob(response);
		return this.#describe(path, response, toByteCount(response.header('content-length')));
	}

	async read(path: string, { offset, lengthBytes, ifMatch, signal }: ReadOptions): Promise<ReadResult> {
		const headers: Record<string, string> = {};
		// A blob of zero bytes has no range that could be asked for, so a whole blob is asked for without one.
		const isRange = offset > 0 || lengthBytes !== undefined;
		if (isRange) headers.Range = `bytes=${offset}-${lengthBytes === undefined ? '' : offset + lengthBytes - 1}`;
		if (ifMatch !== undefined) headers['If-Match'] = `"${ifMatch}"`;
		const response = await this.http.send({ method: 'GET', path: this.#blobPath(path), headers, signal });
		await assertIsBlob(response);
		const { body } = response;
		if (isRange) assertRange({ path, container: this.container, offset, firstByte: firstByteOf(response), body });
		return { body, entry: this.#describe(path, response, totalSize(response)) };
	}

	async write(path: string, body: () => Readable, options: WriteOptions): Promise<SourceEntry> {
		const { container = '' } = this.options;
		const { etag, contentMD5: md5 } = (await writeBlob(this.http, { container, path }, body(), options)) ?? {};
		if (options.brief && md5) return { path, container, etag: etag?.replaceAll('"', ''), contentMd5: Buffer.from(md5).toString('base64') };
		return await this.stat(path, { signal: options.signal });
	}

	async remove(path: string, { ifMatch, signal }: RemoveOptions): Promise<void> {
		const conditions = ifMatch === undefined ? undefined : { ifMatch: `"${ifMatch}"` };
		await withAzureErrors(async () => {
			const client = createContainerClient(this.http, this.options.container ?? '', signal);
			await client.getBlobClient(path).deleteIfExists({ conditions });
		});
	}

	classify(error: unknown): Classification {
		return classifyAzureError(error, this.options);
	}

	async close(): Promise<void> {
		this.http.close();
	}

	get #containerPath(): string {
		return `/${encodeURIComponent(this.options.container ?? '')}`;
	}

	#blobPath(path: string): string {
		return `${this.#containerPath}/${path.split('/').map(encodeURIComponent).join('/')}`;
	}

	async #page(path: string, query: Record<string, string | undefined>, signal?: AbortSignal): Promise<ListPage> {
		return await readListPage(await this.http.send({ method: 'GET', path, query, signal }), this.container);
	}

	#describe(path: string, { header, status }: AzureResponse, sizeBytes: number | undefined): SourceEntry {
		return {
			path,
			container: this.container,
			sizeBytes,
			lastModified: toIso(header('last-modified') ?? ''),
			createdAt: toIso(header('x-ms-creation-time') ?? ''),
			etag: header('etag')?.replaceAll('"', ''),
			// With a range, Content-MD5 would be of the range.
			contentMd5: header('x-ms-blob-content-md5') ?? (status === 200 ? header('content-md5') : undefined),
			contentType: header('content-type'),
		};
	}
}
