import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import type { Recordings } from '../../../core/sources/recordings';
import { inParallel } from '../../../core/transfer/in-parallel';
import { removeVersion, type Removal } from '../../../core/transfer/remove';
import { isRunByAgent } from '../../shared/agent';
import { toErrorItem, toNodeError } from '../../shared/errors';
import { countOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { connections } from '../connect';

const DEFAULT_PARALLEL_DELETIONS = 8;
const MAX_PARALLEL_DELETIONS = 32;

interface Options {
	dryRun?: boolean;
	parallelDeletions?: unknown;
}

/** Deletes the file of every input item, and reports on each. Never for an AI agent. */
export async function deleteFiles(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const options = context.getNodeParameter('options', 0, {}) as Options;
	assertAllowed(context, options);
	const concurrency = concurrencyOf(context, options);
	const opened = connections(context, concurrency);
	try {
		return await inParallel(context.getInputData(), concurrency, async ({ json }, itemIndex) => {
			try {
				const { recordings } = await opened.of(itemIndex);
				const removal = await deleteItem(context, recordings, json, itemIndex, options.dryRun === true);
				return { json: { ...json, ...removal }, pairedItem: { item: itemIndex } };
			} catch (error) {
				if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
				return toErrorItem(context, error, itemIndex);
			}
		});
	} finally {
		await opened.close(async ({ recordings }) => await recordings.close());
	}
}

function concurrencyOf(context: IExecuteFunctions, { parallelDeletions }: Options): number {
	try {
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
	dryRun: boolean,
): Promise<Removal> {
	const path = pathOf(context, itemIndex, 'delete');
	const mustBeVerified = context.getNodeParameter('deleteWhat', itemIndex, 'verified') !== 'named';
	if (mustBeVerified) assertVerified(json, path);
	// The version that the item speaks of; another one was not downloaded.
	const etag = json.path === path && typeof json.etag === 'string' ? json.etag : undefined;
	return await removeVersion(recordings, path, { etag, dryRun, signal: context.getExecutionCancelSignal() });
}

const PROOFS = new Set<unknown>(['md5', 'sha256', 'sha1', 'crc64nvme', 'crc32c', 'crc32', 'size']);

function assertVerified({ path: downloaded, verifiedBy, etag }: IDataObject, path: string): void {
	if (downloaded === path && PROOFS.has(verifiedBy) && typeof etag === 'string' && etag !== '') return;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'delete',
		path,
		detail: 'the item does not say that this file was downloaded and verified',
		advice: 'Connect the output of Download, or set Delete to "Files That I Name".',
	});
}

function assertAllowed(context: IExecuteFunctions, { dryRun }: Options): void {
	if (isRunByAgent(context)) {
		throw toNodeError(context.getNode(), refusal('UNSUPPORTED', 'an AI agent must not delete recordings', 'Delete in the workflow itself.'));
	}
	if (dryRun === true || context.getNodeParameter('confirmed', 0, false) === true) return;
	throw toNodeError(
		context.getNode(),
		refusal('INVALID_REQUEST', 'it is not confirmed that files may be deleted', 'Switch on "I Want to Delete These Files", or choose the option Dry Run.'),
	);
}

function refusal(code: 'UNSUPPORTED' | 'INVALID_REQUEST', detail: string, advice: string): RecordingError {
	return new RecordingError({ code, operation: 'delete', detail, advice });
}
