import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import { isRecordingError, type RecordingError } from '../../core/errors/recording-error';
import { scrubError } from '../../core/secrets/scrub';

/** Any error as n8n shows it: what happened, what to do, and for which item. Holds no secret. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!isRecordingError(error)) return new NodeOperationError(node, scrubError(error), { itemIndex });
	const options = {
		message: error.message,
		description: describe(error),
		itemIndex,
		level: 'warning' as const,
	};
	return error.httpStatus === undefined
		? new NodeOperationError(node, error, options)
		: new NodeApiError(node, plainFields(error), { ...options, httpCode: String(error.httpStatus) });
}

/**
 * The item of a failed input item. It carries no `error` object: n8n would put the bare message in the place of its
 * json. On the error branch n8n knows a failed item by json of `error` and `details` alone, and adds the input's json.
 */
export function toErrorItem(context: IExecuteFunctions, error: unknown, itemIndex: number): INodeExecutionData {
	const known = isRecordingError(error) ? error : undefined;
	const message = known?.message ?? scrubError(error).message;
	const details = { errorCode: known?.code ?? 'UNKNOWN', ...(known?.advice ? { advice: known.advice } : {}) };
	const pairedItem = { item: itemIndex };
	if (context.getNode().onError === 'continueErrorOutput') return { json: { error: message, details }, pairedItem };
	return { json: { ...context.getInputData()[itemIndex]?.json, error: message, ...details }, pairedItem };
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
