import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RecordingKeys } from '../../core/crypto/keys/recording-key';
import { RecordingError } from '../../core/errors/recording-error';
import { assertInsideFolder, toFolder } from '../../core/sources/paths';
import type { Recordings } from '../../core/sources/recordings';
import type { SourceEntry } from '../../core/sources/source';
import { download as downloadFile } from '../../core/transfer/download';
import { inParallel } from '../../core/transfer/in-parallel';
import type { KnownFile } from '../../core/transfer/verification';
import type { Recording } from '../../core/vendors/recording';
import { isRunByAgent } from './agent';
import { assertFitsBinaryStore, HeldFiles, isHeldWhole } from './binary-store';
import { decryptionReport, storeDecrypted } from './decryption';
import { toErrorItem, toNodeError } from './errors';
import type { Pacing } from './layers';
import { withRecording } from './merge';
import { mimeTypeOf } from './mime-types';
import { countOf, settingError, textOf, type ParameterContext } from './parameters';
import { pathOf } from './path';

const MAX_PARALLEL_DOWNLOADS = 64;
const WHOLE_AT_ONCE = 8;

interface DownloadSettings {
	parallelDownloads?: unknown;
	folder?: unknown;
}

/** Where the file of an item lies, and what it is there. */
export interface Place {
	recordings: Recordings;
	toRecording(entry: SourceEntry): Recording;
	/** Decrypts with these what comes. */
	keys?: RecordingKeys;
}

export interface DownloadSource {
	/** For one item. What it throws fails that item alone. */
	of(itemIndex: number, input: IDataObject): Promise<Place>;
	close(): Promise<void>;
}

/** Downloads the recording of every input item, several at once; the results keep the order of the items. */
export async function downloadItems(
	context: IExecuteFunctions,
	open: (pacing: Pacing) => DownloadSource,
): Promise<INodeExecutionData[]> {
	if (isRunByAgent(context)) throw toNodeError(context.getNode(), notForAgents());
	const pacing = pacingOf(context);
	const source = open(pacing);
	const held = new HeldFiles();
	const cancel = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancel.signal, cancelled]) : cancel.signal;
	try {
		return await inParallel(context.getInputData(), pacing.concurrency, async (_, itemIndex) => {
			try {
				return await downloadItem(context, source, itemIndex, { held, signal });
			} catch (error) {
				return failedItem(context, error, itemIndex, cancel);
			}
		});
	} finally {
		await source.close();
	}
}

/** As many as somebody chose; else as many as make it faster, where n8n takes them piece by piece. */
function pacingOf(context: IExecuteFunctions): Pacing {
	const { parallelDownloads } = context.getNodeParameter('options', 0, {}) as DownloadSettings;
	try {
		const chosen = countOf(parallelDownloads, 'Parallel Downloads', { fallback: 0 });
		if (chosen > 0) return { concurrency: Math.min(chosen, MAX_PARALLEL_DOWNLOADS) };
		return isHeldWhole() ? { concurrency: WHOLE_AT_ONCE } : { concurrency: MAX_PARALLEL_DOWNLOADS, isPaced: true };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function downloadItem(
	context: IExecuteFunctions,
	source: DownloadSource,
	itemIndex: number,
	{ held, signal }: { held: HeldFiles; signal: AbortSignal },
): Promise<INodeExecutionData> {
	const path = pathOf(context, itemIndex, 'download');
	const field = outputFieldOf(context, itemIndex);
	assertInsideFolder(path, folderOf(context, itemIndex), 'download');
	const input = context.getInputData()[itemIndex];
	const known = knownOf(input.json, path);
	const { recordings, toRecording, keys } = await source.of(itemIndex, input.json);
	const { stored, entry, verifiedBy, contentMd5 } = await held.hold(known.sizeBytes, signal, async () => await downloadFile(recordings, path, {
		signal,
		known,
		acceptSize: assertFitsBinaryStore,
		store: async (body, { path: key }) => {
			const { name, extension } = toRecording({ path: key });
			if (keys) return await storeDecrypted(context, body, keys, { name, signal, isCheckedAtItsEnd: true });
			return { stored: await context.helpers.prepareBinaryData(body, name, mimeTypeOf(extension)) };
		},
	}));
	return {
		json: withRecording(input.json, toRecording(entry), {
			contentMd5,
			verifiedBy,
			...(isOther(known, entry) ? { changedSinceListed: true } : {}),
			...('checked' in stored ? { decryption: decryptionReport(stored, verifiedBy) } : {}),
		}),
		binary: { ...input.binary, [field]: stored.stored },
		pairedItem: { item: itemIndex },
	};
}

/** Whether another version came than the item speaks of; where there are no ETags, the size may tell. */
function isOther(known: KnownFile, entry: SourceEntry): boolean {
	if (known.etag !== undefined) return known.etag !== entry.etag;
	return known.sizeBytes !== undefined && entry.sizeBytes !== undefined && known.sizeBytes !== entry.sizeBytes;
}

/** The binary field to put a file into. Throws INVALID_REQUEST for none. */
export function outputFieldOf(context: ParameterContext, itemIndex: number): string {
	const field = textOf(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'), 'Put Output File in Field').trim();
	if (field !== '') return field;
	throw settingError('"Put Output File in Field" is empty', 'Name the field, such as data.');
}

// An option that is there and gives nothing must not open every folder.
function folderOf(context: IExecuteFunctions, itemIndex: number): string {
	const settings = context.getNodeParameter('options', itemIndex, {}) as DownloadSettings;
	return 'folder' in settings ? toFolder(textOf(settings.folder, 'Only Inside Folder')) : '';
}

/** What the item says of the file, where it is about that file. An MD5 that was only ours proves nothing. */
function knownOf({ path: listed, etag, sizeBytes, contentMd5, verifiedBy }: IDataObject, path: string): KnownFile {
	if (listed !== path) return {};
	return {
		etag: typeof etag === 'string' ? etag.replace(/^W\//, '').replaceAll('"', '') : undefined,
		sizeBytes: Number.isFinite(sizeBytes) ? (sizeBytes as number) : undefined,
		contentMd5: isMd5(contentMd5) && (verifiedBy ?? 'md5') === 'md5' ? contentMd5 : undefined,
	};
}

function isMd5(value: unknown): value is string {
	return typeof value === 'string' && /^[A-Za-z0-9+/]{22}==$/.test(value);
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
		detail: 'an AI agent can list recordings, but not download them',
		advice: 'Give the agent an operation that lists, and download in the workflow itself.',
	});
}
