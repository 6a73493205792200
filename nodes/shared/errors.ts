import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
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

/** The fields of an item on the error branch; n8n takes `error` as its mark. */
export function toErrorFields(error: unknown): { error: string; errorCode: string; advice?: string } {
	const safe = isRecordingError(error) ? error : undefined;
	return {
		error: safe?.message ?? scrubError(error).message,
		errorCode: safe?.code ?? 'UNKNOWN',
		...(safe?.advice ? { advice: safe.advice } : {}),
	};
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
