import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../core/errors/recording-error';
import { assertInsideFolder, toFolder } from '../../core/sources/paths';
import type { Recordings } from '../../core/sources/recordings';
import type { SourceEntry } from '../../core/sources/source';
import { download as downloadFile, type KnownFile } from '../../core/transfer/download';
import { inParallel } from '../../core/transfer/in-parallel';
import type { Recording } from '../../core/vendors/recording';
import { isRunByAgent } from './agent';
import { assertFitsBinaryStore } from './binary-store';
import { toErrorItem, toNodeError } from './errors';
import { mimeTypeOf } from './mime-types';
import { pathOf } from './path';

const DEFAULT_PARALLEL_DOWNLOADS = 8;
const MAX_PARALLEL_DOWNLOADS = 64;

interface DownloadSettings {
	parallelDownloads?: number;
	folder?: string;
}

/** Where the files of the items lie. */
export interface DownloadSource {
	/** For one item. What it throws fails that item alone. */
	recordingsOf(itemIndex: number): Promise<Recordings>;
	toRecording(entry: SourceEntry, input: IDataObject): Recording;
	close(): Promise<void>;
}

/** Downloads the recording of every input item, several at once; the results keep the order of the items. */
export async function downloadItems(
	context: IExecuteFunctions,
	open: (concurrency: number) => Promise<DownloadSource>,
): Promise<INodeExecutionData[]> {
	if (isRunByAgent(context)) throw toNodeError(context.getNode(), notForAgents());
	const { parallelDownloads = DEFAULT_PARALLEL_DOWNLOADS } = context.getNodeParameter('options', 0, {}) as DownloadSettings;
	const concurrency = Math.min(Math.max(1, Math.floor(parallelDownloads)), MAX_PARALLEL_DOWNLOADS);
	const source = await open(concurrency);
	const cancel = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancel.signal, cancelled]) : cancel.signal;
	try {
		return await inParallel(context.getInputData(), concurrency, async (_, itemIndex) => {
			try {
				return await downloadItem(context, source, itemIndex, signal);
			} catch (error) {
				return failedItem(context, error, itemIndex, cancel);
			}
		});
	} finally {
		await source.close();
	}
}

async function downloadItem(
	context: IExecuteFunctions,
	source: DownloadSource,
	itemIndex: number,
	signal: AbortSignal,
): Promise<INodeExecutionData> {
	const path = pathOf(context, itemIndex, 'download');
	const field = context.getNodeParameter('binaryPropertyName', itemIndex, 'data') as string;
	const { folder = '' } = context.getNodeParameter('options', itemIndex, {}) as DownloadSettings;
	assertInsideFolder(path, toFolder(folder), 'download');
	const input = context.getInputData()[itemIndex];
	const known = knownOf(input.json, path);
	const { stored, entry, verifiedBy, contentMd5 } = await downloadFile(await source.recordingsOf(itemIndex), path, {
		signal,
		known,
		accept: assertFitsBinaryStore,
		store: async (body, { path: key }) => {
			const { name, extension } = source.toRecording({ path: key }, {});
			return await context.helpers.prepareBinaryData(body, name, mimeTypeOf(extension));
		},
	});
	return {
		json: {
			...input.json,
			...(source.toRecording(entry, input.json) as unknown as IDataObject),
			contentMd5,
			verifiedBy,
			changedSinceListed: known.etag === undefined || known.etag === entry.etag ? undefined : true,
		},
		binary: { ...input.binary, [field]: stored },
		pairedItem: { item: itemIndex },
	};
}

/** What the item says of the file, where it is about that file. An MD5 that was only ours proves nothing. */
function knownOf({ path: listed, etag, sizeBytes, contentMd5, verifiedBy }: IDataObject, path: string): KnownFile {
	if (listed !== path) return {};
	return {
		etag: typeof etag === 'string' ? etag : undefined,
		sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : undefined,
		contentMd5: typeof contentMd5 === 'string' && (verifiedBy ?? 'md5') === 'md5' ? contentMd5 : undefined,
	};
}

// Without Continue On Fail the first failure ends the run: what is under way for other items stops at once.
function failedItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	cancel: AbortController,
): INodeExecutionData {
	if (!context.continueOnFail() || context.getExecutionCancelSignal()?.aborted) {
		cancel.abort();
		throw toNodeError(context.getNode(), error, itemIndex);
	}
	return toErrorItem(context, error, itemIndex);
}

function notForAgents(): RecordingError {
	return new RecordingError({
		code: 'UNSUPPORTED',
		operation: 'download',
		detail: 'an AI agent can list and find recordings, but not download them',
		advice: 'Give the agent Get Many or Find by Tags, and download in the workflow itself.',
	});
}
