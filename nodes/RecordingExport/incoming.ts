import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { sourceFile, type Origin } from '../../core/export/origin';
import type { SourceFile } from '../../core/export';
import { RecordingError } from '../../core/errors/recording-error';
import type { SourceEntry } from '../../core/sources/source';
import { inParallel } from '../../core/transfer/in-parallel';
import { withoutFailure } from '../shared/merge';
import { choiceOf } from '../shared/parameters';
import { pathOf } from '../shared/path';
import { RECORDINGS } from './choices';

/** What a job takes: all that is there, or what items name. */
export interface OriginFiles {
	files: Origin['files'];
	/** Of a file, by its path. */
	itemIndexOf(path: string): number;
	/** Items that name no file. */
	failures: { itemIndex: number; error: RecordingError; recording: IDataObject }[];
}

/** The files that items name; and the items of which that could not be found out. */
interface Incoming {
	files: SourceFile[];
	/** By the path of the file. */
	itemIndexes: Map<string, number>;
	failures: { itemIndex: number; error: RecordingError }[];
}

interface IncomingOptions {
	origin: Origin;
	concurrency: number;
	signal?: AbortSignal;
}

const FILES_AT_ONCE = 1_000;

/** As the parameter "recordings" of the first item says. */
export async function originFiles(context: IExecuteFunctions, indexes: readonly number[], options: IncomingOptions): Promise<OriginFiles> {
	const { origin } = options;
	const choice = choiceOf(context.getNodeParameter('recordings', indexes[0], 'all'), 'Recordings', RECORDINGS);
	if (choice === 'all') return { files: (look) => origin.files(look), itemIndexOf: () => indexes[0], failures: [] };
	const { files, itemIndexes, failures } = await incomingFiles(context, indexes, options);
	return {
		files: async function* () {
			yield await Promise.resolve(files);
		},
		itemIndexOf: (path) => itemIndexes.get(path) ?? indexes[0],
		failures: failures.map((failure) => ({ ...failure, recording: context.getInputData()[failure.itemIndex].json })),
	};
}

/** Looks up the files of items, where the items do not tell enough of them. What every file would meet is thrown. */
async function incomingFiles(context: IExecuteFunctions, indexes: readonly number[], { origin, concurrency, signal }: IncomingOptions): Promise<Incoming> {
	const incoming: Incoming = { files: [], itemIndexes: new Map(), failures: [] };
	const entries: SourceEntry[] = [];
	await inParallel(indexes, concurrency, async (itemIndex) => {
		try {
			const entry = await entryOf(context, itemIndex, origin, signal);
			if (!incoming.itemIndexes.has(entry.path)) entries.push(entry);
			incoming.itemIndexes.set(entry.path, itemIndex);
		} catch (thrown) {
			const error = origin.recordings.explain(thrown, 'export');
			if (!OF_ONE_ITEM.has(error.code)) throw error;
			incoming.failures.push({ itemIndex, error });
		}
	});
	const input = context.getInputData();
	for (let from = 0; from < entries.length; from += FILES_AT_ONCE) {
		const files = await origin.filesOf(entries.slice(from, from + FILES_AT_ONCE), { signal });
		incoming.files.push(...files.map((file) => withItem(file, input[incoming.itemIndexes.get(file.entry.path) ?? -1]?.json)));
	}
	incoming.failures.sort((a, b) => a.itemIndex - b.itemIndex);
	return incoming;
}

const OF_ONE_ITEM = new Set<string>(['INVALID_REQUEST', 'NOT_FOUND', 'OUTSIDE_FOLDER']);

async function entryOf(context: IExecuteFunctions, itemIndex: number, { recordings }: Origin, signal?: AbortSignal): Promise<SourceEntry> {
	const path = pathOf(context, itemIndex, 'export');
	const { json } = context.getInputData()[itemIndex];
	const listed = json.path === path ? listedEntry(json) : undefined;
	if (listed?.container !== undefined && recordings.container !== undefined && listed.container !== recordings.container) {
		throw new RecordingError({
			code: 'INVALID_REQUEST',
			operation: 'export',
			path,
			detail: `the item speaks of the container "${listed.container}", and the job reads "${recordings.container}"`,
			advice: 'Choose that container in the node, or leave such items to a job of their own.',
		});
	}
	if (!listed || !tellsVersion(listed, recordings.can('readIfMatch'))) return { ...(await recordings.stat(path, { signal })), tags: listed?.tags };
	return { ...listed, container: recordings.container ?? listed.container };
}

/** The ledger goes by versions: what the item tells has to be what a listing tells. */
function tellsVersion({ etag, sizeBytes, lastModified }: SourceEntry, hasEtags: boolean): boolean {
	return sizeBytes !== undefined && lastModified !== undefined && (etag !== undefined || !hasEtags);
}

function listedEntry({ path, container, etag, sizeBytes, lastModified, contentMd5, tags, verifiedBy, changedSinceListed }: IDataObject): SourceEntry | undefined {
	// What a download has put on the item is of the version that came, and its MD5 may be ours.
	if (verifiedBy !== undefined || changedSinceListed !== undefined) return undefined;
	const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
	return {
		path: String(path),
		container: text(container),
		etag: text(etag),
		sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : undefined,
		lastModified: text(lastModified),
		contentMd5: text(contentMd5),
		tags: typeof tags === 'object' && tags !== null ? (tags as Record<string, string>) : undefined,
	};
}

/** What else the item tells goes into names and metadata. */
function withItem(file: SourceFile, json: IDataObject = {}): SourceFile {
	if (json.path !== file.entry.path) return file;
	return sourceFile(file.entry, { ...withoutFailure(json), ...file.recording });
}
