/** An answer of Azure Blob Storage that is an error. Holds no URL: the URL holds the token. */
export class AzureError extends Error {
	override readonly name = 'AzureError';

	constructor(
		readonly httpStatus: number,
		/** Azure's error code, such as `BlobNotFound`; empty when the answer names none. */
		readonly serviceCode: string,
		readonly detail: string,
		readonly headers: { requestId?: string; retryAfterMs?: number; date?: string } = {},
	) {
		super(`${httpStatus}${serviceCode ? ` ${serviceCode}` : ''}`);
	}
}

interface Headers {
	get(name: string): string | undefined;
}

/** Reads an error answer; the body is XML as a rule, and nothing at all for HEAD. */
export function toAzureError(httpStatus: number, headers: Headers, bodyText = ''): AzureError {
	const element = (name: string) => new RegExp(`<${name}>([^<]{0,2000})`).exec(bodyText)?.[1]?.trim() ?? '';
	const message = element('Message').split('\n')[0].replace(/\s*RequestId:.*/, '').replace(/[.\s]+$/, '');
	const detail = [message, element('AuthenticationErrorDetail')].filter(Boolean).join(' ');
	return new AzureError(httpStatus, headers.get('x-ms-error-code') ?? element('Code'), detail, {
		requestId: headers.get('x-ms-request-id'),
		retryAfterMs: retryAfterMs(headers),
		date: headers.get('date'),
	});
}

/** Seconds or an HTTP date, as RFC 9110 has it; or Azure's own header, in milliseconds. */
function retryAfterMs(headers: Headers): number | undefined {
	const ownMs = Number(headers.get('x-ms-retry-after-ms') ?? headers.get('retry-after-ms'));
	if (ownMs > 0) return ownMs;
	const value = headers.get('retry-after');
	if (!value) return undefined;
	const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
	return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : undefined;
}
