import { NodeApiError, NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import type { Recordings } from '../../../core/sources/recordings';
import { inParallel } from '../../../core/transfer/in-parallel';
import { removeVersion, type Removal } from '../../../core/transfer/remove';
import { isRunByAgent } from '../../shared/agent';
import { toErrorItem, toNodeError } from '../../shared/errors';
import { hasFailed, withoutFailure } from '../../shared/merge';
import { countOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { connections } from '../connect';

const DEFAULT_PARALLEL_DELETIONS = 8;
const MAX_PARALLEL_DELETIONS = 32;

interface Options {
	dryRun?: unknown;
	parallelDeletions?: unknown;
	sizeIsEnough?: unknown;
}

/** Deletes the file of every input item, and reports on each. Never for an AI agent. */
export async function deleteFiles(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	assertNoAgent(context);
	const concurrency = concurrencyOf(context);
	const opened = connections(context, { concurrency });
	const deleted: string[] = [];
	try {
		return await inParallel(context.getInputData(), concurrency, async ({ json }, itemIndex) => {
			try {
				const { recordings } = await opened.of(itemIndex);
				const removal = await deleteItem(context, recordings, json, itemIndex);
				if (removal.deleted) deleted.push(removal.path);
				return { json: { ...withoutFailure(json), ...removal }, pairedItem: { item: itemIndex } };
			} catch (error) {
				if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
				return toErrorItem(context, error, itemIndex);
			}
		});
	} catch (error) {
		throw telling(error, deleted);
	} finally {
		await opened.close(async ({ recordings }) => await recordings.close());
	}
}

const MAX_PATHS_TOLD = 100;

/** Where the first failure ends the run, no items come out: the error has to say what is gone already. */
function telling(error: unknown, deleted: string[]): unknown {
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return error;
	const paths = deleted.slice(0, MAX_PATHS_TOLD).join(', ');
	const more = deleted.length > MAX_PATHS_TOLD ? ` and ${deleted.length - MAX_PATHS_TOLD} more` : '';
	const told = deleted.length === 0 ? 'Nothing was deleted.' : `Deleted before that: ${deleted.length} (${paths}${more}).`;
	error.description = `${error.description ?? ''} ${told} For a report on each file, set On Error of this node to Continue.`.trim();
	return error;
}

function concurrencyOf(context: IExecuteFunctions): number {
	try {
		const { parallelDeletions } = optionsOf(context, 0);
		const asked = countOf(parallelDeletions, 'Parallel Deletions', { fallback: DEFAULT_PARALLEL_DELETIONS });
		return Math.min(asked, MAX_PARALLEL_DELETIONS);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function deleteItem(
	context: IExecuteFunctions,
	recordings: Recordings,
	json: IDataObject,
	itemIndex: number,
): Promise<Removal> {
	const path = pathOf(context, itemIndex, 'delete');
	const options = optionsOf(context, itemIndex);
	// Whatever else an expression gives than a plain no, means a dry run: a slip must not delete.
	const dryRun = 'dryRun' in options && options.dryRun !== false;
	if (!dryRun) assertConfirmed(context);
	const mustBeVerified = context.getNodeParameter('deleteWhat', itemIndex, 'verified') !== 'named';
	if (mustBeVerified) assertVerified(json, path, recordings.container, options.sizeIsEnough === true);
	// The version that the item speaks of; another one was not downloaded.
	const isOfItem = json.path === path;
	const etag = isOfItem && typeof json.etag === 'string' ? json.etag : undefined;
	const sizeBytes = isOfItem && mustBeVerified && typeof json.sizeBytes === 'number' ? json.sizeBytes : undefined;
	return await removeVersion(recordings, path, { etag, sizeBytes, dryRun, signal: context.getExecutionCancelSignal() });
}

const CHECKSUMS = new Set<unknown>(['md5', 'sha256', 'sha1', 'crc64nvme', 'crc32c', 'crc32']);

function assertVerified(json: IDataObject, path: string, bucket: string | undefined, sizeIsEnough: boolean): void {
	const { path: downloaded, container = bucket, verifiedBy, etag } = json;
	const isThisFile = downloaded === path && container === bucket && typeof etag === 'string' && etag !== '';
	const isDownloaded = isThisFile && !hasFailed(json);
	if (isDownloaded && (CHECKSUMS.has(verifiedBy) || (sizeIsEnough && verifiedBy === 'size'))) return;
	if (isDownloaded && verifiedBy === 'size') throw onlyBySize(path);
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'delete',
		path,
		detail: 'the item does not say that this file was downloaded and verified',
		advice: 'Connect the success output of Download, or set Delete to "Files That I Name".',
	});
}

function onlyBySize(path: string): RecordingError {
	return new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'delete',
		path,
		detail: 'the file was verified by its size alone, since S3 states no checksum of it',
		advice: 'To delete such files too, switch on the option Size Is Enough.',
	});
}

function optionsOf(context: IExecuteFunctions, itemIndex: number): Options {
	const options: unknown = context.getNodeParameter('options', itemIndex, {});
	if (typeof options === 'object' && options !== null) return options as Options;
	throw refusal('INVALID_REQUEST', '"Options" is an expression that gives no options', 'Set each option by itself.');
}

function assertNoAgent(context: IExecuteFunctions): void {
	if (!isRunByAgent(context)) return;
	const error = refusal('UNSUPPORTED', 'an AI agent must not delete recordings', 'Delete in the workflow itself.');
	throw toNodeError(context.getNode(), error);
}

function assertConfirmed(context: IExecuteFunctions): void {
	if (context.getNodeParameter('confirmed', 0, false) === true) return;
	throw refusal(
		'INVALID_REQUEST',
		'it is not confirmed that files may be deleted',
		'Switch on "I Want to Delete These Files", or choose the option Dry Run.',
	);
}

function refusal(code: 'UNSUPPORTED' | 'INVALID_REQUEST', detail: string, advice: string): RecordingError {
	return new RecordingError({ code, operation: 'delete', detail, advice });
}
