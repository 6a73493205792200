import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import { isAbort } from '../../core/errors/classify';
import { isRecordingError, RecordingError } from '../../core/errors/recording-error';
import { scrubError } from '../../core/secrets/scrub';
import { failureOf } from './failure';

/** Any error as n8n shows it: what happened, what to do, and for which item. Holds no secret. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const known = knownOf(error);
	const reason = known ?? scrubError(error);
	const options = { itemIndex, description: known && describe(known), level: 'warning' as const };
	const nodeError =
		known?.httpStatus === undefined
			? new NodeOperationError(node, reason, options)
			: new NodeApiError(node, plainFields(known), { ...options, httpCode: String(known.httpStatus) });
	// n8n puts words of its own in the place of a text that holds ECONNREFUSED, ENOENT and the like, even in a path.
	nodeError.message = reason.message;
	nodeError.messages = [];
	if (known) nodeError.failure = failureOf(known);
	return nodeError;
}

/**
 * The item of a failed input item. It carries no `error` object: n8n would put the bare message in the place of its
 * json. On the error branch n8n knows a failed item by json of `error` and `details` alone, and adds the input's json.
 */
export function toErrorItem(context: IExecuteFunctions, error: unknown, itemIndex: number): INodeExecutionData {
	const known = knownOf(error);
	const message = known?.message ?? scrubError(error).message;
	const details = { errorCode: known?.code ?? 'UNKNOWN', ...(known?.advice ? { advice: known.advice } : {}) };
	const pairedItem = { item: itemIndex };
	if (context.getNode().onError === 'continueErrorOutput') return { json: { error: message, details }, pairedItem };
	// A verification that was said before says nothing of the try that failed.
	const input = { ...context.getInputData()[itemIndex]?.json };
	delete input.verifiedBy;
	return { json: { ...input, error: message, ...details }, pairedItem };
}

/** An abort that nobody has given a name to on its way here is that of the execution. */
function knownOf(error: unknown): RecordingError | undefined {
	if (isRecordingError(error)) return error;
	return isAbort(error) ? new RecordingError({ code: 'CANCELLED', operation: 'go on' }) : undefined;
}

function describe({ advice, code, attempts, requestId }: RecordingError): string {
	const tries = attempts !== undefined && attempts > 1 ? ` Tried ${attempts} times.` : '';
	const request = requestId ? ` Request ID of the service: ${requestId}.` : '';
	return `${advice ?? ''}${tries} (${code})${request}`.trim();
}

// NodeApiError reads message and code from plain fields; the error itself would bring its causes along.
function plainFields({ message, code, httpStatus }: RecordingError): JsonObject {
	return { message, code, httpCode: String(httpStatus) };
}
