import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
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
}

/** Deletes the file of every input item, and reports on each. Never for an AI agent. */
export async function deleteFiles(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	assertNoAgent(context);
	const concurrency = concurrencyOf(context);
	const opened = connections(context, concurrency);
	try {
		return await inParallel(context.getInputData(), concurrency, async ({ json }, itemIndex) => {
			try {
				const { recordings } = await opened.of(itemIndex);
				const removal = await deleteItem(context, recordings, json, itemIndex);
				return { json: { ...withoutFailure(json), ...removal }, pairedItem: { item: itemIndex } };
			} catch (error) {
				if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
				return toErrorItem(context, error, itemIndex);
			}
		});
	} finally {
		await opened.close(async ({ recordings }) => await recordings.close());
	}
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
	if (mustBeVerified) assertVerified(json, path, recordings.container);
	// The version that the item speaks of; another one was not downloaded.
	const etag = json.path === path && typeof json.etag === 'string' ? json.etag : undefined;
	return await removeVersion(recordings, path, { etag, dryRun, signal: context.getExecutionCancelSignal() });
}

const PROOFS = new Set<unknown>(['md5', 'sha256', 'sha1', 'crc64nvme', 'crc32c', 'crc32', 'size']);

function assertVerified(json: IDataObject, path: string, bucket: string | undefined): void {
	const { path: downloaded, container = bucket, verifiedBy, etag } = json;
	const isThisFile = downloaded === path && container === bucket && typeof etag === 'string' && etag !== '';
	if (isThisFile && PROOFS.has(verifiedBy) && !hasFailed(json)) return;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'delete',
		path,
		detail: 'the item does not say that this file was downloaded and verified',
		advice: 'Connect the success output of Download, or set Delete to "Files That I Name".',
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
