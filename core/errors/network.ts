import type { Classification } from './recording-error';
import { explainRefusal } from './host-refused';
import { explainTls, isTlsCode } from './tls';

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
// The proxy library gives this no code of its own.
const CUT_BY_PROXY = /^Proxy connection ended/;
const MAX_CAUSE_DEPTH = 4;

/** What a Node.js system or TLS error means, wherever it sits in the chain of causes; undefined if it is none. */
export function classifyNetworkError(error: unknown): Classification | undefined {
	for (const { code, message } of chainOf(error)) {
		if (TIMEOUT_CODES.has(code)) return timedOut(code);
		if (code === 'HOST_REFUSED') return hostRefused(message);
		if (code === 'ENOTFOUND') return hostNotFound(message);
		if (isTlsCode(code)) return explainTls(code, message);
		if (CONNECTION_CODES.has(code) || HTTP_CODE.test(code)) return connectionFailed(code, message);
		if (CUT_BY_PROXY.test(message)) return connectionFailed('', message);
	}
	return undefined;
}

function timedOut(code: string): Classification {
	return {
		code: 'TIMED_OUT',
		detail: `the connection timed out (${code})`,
		advice:
			'Check that a firewall or proxy lets n8n through to the host of the credential; a firewall that drops packets looks like this. Else try again later.',
	};
}

// Wrapped by a library, which keeps code and text alone.
function hostRefused(message: string): Classification {
	return { ...explainRefusal(), ...(message ? { detail: message.replace(/^Could not connect: /, '') } : {}) };
}

function hostNotFound(message: string): Classification {
	// Libraries rewrap the error without its fields, but keep its text: "getaddrinfo ENOTFOUND host".
	const hostname = /ENOTFOUND (\S+)/.exec(message)?.[1];
	return {
		code: 'HOST_NOT_FOUND',
		detail: `the host ${hostname ? `"${hostname}" ` : ''}does not exist (ENOTFOUND)`,
		advice:
			'Check the host name in the credential (and in HTTPS_PROXY if there is a proxy), and that this machine can resolve it.',
	};
}

const CHECK_THE_WAY = 'Check the address in the credential, and that a firewall or proxy lets n8n through.';

function connectionFailed(code: string, message: string): Classification {
	const { detail, advice = CHECK_THE_WAY } = explainConnection(code, message);
	return { code: 'CONNECTION_FAILED', detail: code ? `${detail} (${code})` : detail, advice };
}

function explainConnection(code: string, message: string): { detail: string; advice?: string } {
	if (code === '') return { detail: 'the proxy closed the connection instead of making one to the server' };
	if (code === 'ECONNREFUSED') return { detail: 'nothing accepts connections at that address' };
	if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return { detail: 'no way leads to that address' };
	if (HTTP_CODE.test(code)) return { detail: 'the answer is no HTTP, or was cut' };
	if (code === 'EAI_AGAIN') {
		return {
			detail: 'the host name could not be looked up, because the name server does not answer',
			advice: 'Check the DNS settings and the network of this machine, or try again later.',
		};
	}
	return { detail: /before secure TLS/.test(message) ? 'the connection was cut before TLS began' : 'the connection failed or was cut' };
}

function chainOf(error: unknown): { code: string; message: string }[] {
	const chain: { code: string; message: string }[] = [];
	let current: unknown = error;
	for (let depth = 0; depth < MAX_CAUSE_DEPTH && typeof current === 'object' && current !== null; depth++) {
		const { code, message, cause } = current as { code?: unknown; message?: unknown; cause?: unknown };
		chain.push({ code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' });
		current = cause;
	}
	return chain;
}
