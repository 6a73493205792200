import type { Classification } from './recording-error';

const CONNECTION_CODES = new Set([
	'ECONNABORTED',
	'ECONNREFUSED',
	'ECONNRESET',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EPIPE',
	'ERR_STREAM_PREMATURE_CLOSE',
	'EAI_AGAIN',
	'UND_ERR_SOCKET',
]);
// Codes of Node's HTTP parser: the answer is no HTTP, or was cut in the middle.
const HTTP_CODE = /^HPE_/;
const TIMEOUT_CODES = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;
const MAX_CAUSE_DEPTH = 4;

/** What a Node.js system or TLS error means, wherever it sits in the chain of causes; undefined if it is none. */
export function classifyNetworkError(error: unknown): Classification | undefined {
	for (const code of codesOf(error)) {
		if (TIMEOUT_CODES.has(code)) return { code: 'TIMED_OUT', detail: 'the connection timed out' };
		if (code === 'ENOTFOUND') return hostNotFound(error);
		if (TLS_CODE.test(code)) return tlsFailed(code);
		if (CONNECTION_CODES.has(code) || HTTP_CODE.test(code)) return connectionFailed(code);
	}
	return undefined;
}

function hostNotFound(error: unknown): Classification {
	// Libraries rewrap the error without its fields, but keep its text: "getaddrinfo ENOTFOUND host".
	const hostname = error instanceof Error ? /ENOTFOUND (\S+)/.exec(error.message)?.[1] : undefined;
	return {
		code: 'HOST_NOT_FOUND',
		detail: `the host ${hostname ? `"${hostname}" ` : ''}does not exist (ENOTFOUND)`,
		advice: 'Check the host name in the URL of the credential, and that this machine can resolve it.',
	};
}

function tlsFailed(code: string): Classification {
	return {
		code: 'TLS_FAILED',
		detail: `the server could not prove its identity (${code})`,
		advice:
			'If a proxy of your company re-signs TLS, paste its CA certificate into the credential, or start n8n with NODE_EXTRA_CA_CERTS.',
	};
}

function connectionFailed(code: string): Classification {
	const detail =
		code === 'ECONNREFUSED'
			? 'nothing accepts connections at that address (ECONNREFUSED)'
			: `the connection failed or was cut (${code})`;
	return {
		code: 'CONNECTION_FAILED',
		detail,
		advice: 'Check the URL of the credential, and that a firewall or proxy lets n8n through.',
	};
}

function codesOf(error: unknown): string[] {
	const codes: string[] = [];
	let current: unknown = error;
	for (let depth = 0; depth < MAX_CAUSE_DEPTH && typeof current === 'object' && current !== null; depth++) {
		const { code, cause } = current as { code?: unknown; cause?: unknown };
		if (typeof code === 'string') codes.push(code);
		current = cause;
	}
	return codes;
}
