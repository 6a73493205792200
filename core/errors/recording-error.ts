import { scrubError, scrubText } from '../secrets/scrub';
import { ERROR_CODES, type ErrorCode } from './codes';

/** What a source knows about an error that its library threw. */
export interface Classification {
	code: ErrorCode;
	/** What happened, in the service's words or ours; no secret. */
	detail?: string;
	/** What the user should do; one or two sentences. */
	advice?: string;
	/** Overrides what the code says in general. */
	retryable?: boolean;
	/** How long the service asked us to wait, in milliseconds. */
	retryAfterMs?: number;
	httpStatus?: number;
	/** The service's own error code, such as Azure's `AuthorizationPermissionMismatch`. */
	serviceCode?: string;
	/** The service's identifier of the request, for its support desk. */
	requestId?: string;
}

export interface RecordingErrorContext extends Classification {
	/** What was being done: list, find, stat, read, write, remove, check, download. */
	operation: string;
	path?: string;
	container?: string;
	/** How many times it was tried. */
	attempts?: number;
	cause?: unknown;
}

/** The one error type of the core. Safe to print: every text in it is scrubbed, since services repeat what they refuse. */
export class RecordingError extends Error {
	readonly code: ErrorCode;
	readonly operation: string;
	readonly retryable: boolean;
	readonly path?: string;
	readonly container?: string;
	readonly detail?: string;
	readonly advice?: string;
	readonly retryAfterMs?: number;
	readonly httpStatus?: number;
	readonly serviceCode?: string;
	readonly requestId?: string;
	readonly attempts?: number;

	constructor(context: RecordingErrorContext) {
		super(scrubText(messageOf(context)));
		this.name = 'RecordingError';
		this.code = context.code;
		this.operation = context.operation;
		this.retryable = context.retryable ?? ERROR_CODES[context.code].retryable;
		this.path = context.path && scrubText(context.path);
		this.container = context.container && scrubText(context.container);
		this.detail = context.detail && scrubText(context.detail);
		this.advice = context.advice && scrubText(context.advice);
		this.retryAfterMs = context.retryAfterMs;
		this.httpStatus = context.httpStatus;
		this.serviceCode = context.serviceCode && scrubText(context.serviceCode);
		this.requestId = context.requestId && scrubText(context.requestId);
		this.attempts = context.attempts;
		if (context.cause !== undefined) this.cause = scrubError(context.cause);
	}
}

/** Whether an error is ours; by shape, since two copies of the package can meet in one process. */
export function isRecordingError(error: unknown): error is RecordingError {
	return error instanceof Error && error.name === 'RecordingError' && 'operation' in error;
}

// Operations that users know by other names.
const IN_WORDS = new Map([
	['open', 'use the credential'],
	['remove', 'delete'],
	['stat', 'look up'],
]);

function messageOf({ code, operation, path, detail }: RecordingErrorContext): string {
	const subject = path === undefined ? '' : ` "${shorten(scrubText(path))}"`;
	return `Could not ${IN_WORDS.get(operation) ?? operation}${subject}: ${detail ?? ERROR_CODES[code].meaning}`;
}

const MAX_PATH_IN_MESSAGE = 300;

function shorten(path: string): string {
	if (path.length <= MAX_PATH_IN_MESSAGE) return path;
	return `${path.slice(0, MAX_PATH_IN_MESSAGE / 2)}…${path.slice(-MAX_PATH_IN_MESSAGE / 2)}`;
}
