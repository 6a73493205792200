import type { Headers } from '../../http/web-page';
import { scrubText } from '../../secrets/scrub';
import { foreignDetail } from './foreign';
import { decoded } from '../../text/entities';
import { oneLine } from '../../text/markup';

/** What the headers of an answer tell. */
export interface AnswerFacts {
	requestId?: string;
	retryAfterMs?: number;
	date?: string;
	/** Somebody else answered in place of Azure. */
	isForeign?: boolean;
	/** The host that a redirect names. */
	leadsTo?: string;
}

/** An answer of Azure Blob Storage that is an error. Holds no URL: the URL holds the token. */
export class AzureError extends Error {
	override readonly name = 'AzureError';

	constructor(
		readonly httpStatus: number,
		/** Azure's error code, such as `BlobNotFound`; empty when the answer names none. */
		readonly serviceCode: string,
		readonly detail: string,
		readonly headers: AnswerFacts = {},
	) {
		super(`${httpStatus}${serviceCode ? ` ${serviceCode}` : ''}`);
	}
}

const MAX_TEXT_LENGTH = 500;

/** Reads an error answer; the body is XML as a rule, and nothing at all for HEAD. */
export function toAzureError(httpStatus: number, headers: Headers, bodyText = ''): AzureError {
	const body = scrubText(bodyText);
	const element = (name: string) => decoded(new RegExp(`<${name}>([^<]{0,2000})`).exec(body)?.[1] ?? '').trim();
	const message = element('Message').split(/[\r\n]/)[0].replace(/\s*RequestId:.*/, '').replace(/[.\s]+$/, '');
	const serviceCode = headers.get('x-ms-error-code') ?? element('Code');
	const foreign = serviceCode ? undefined : foreignDetail(httpStatus, headers, bodyText);
	const detail = foreign ?? [message, element('AuthenticationErrorDetail')].filter(Boolean).join('. ').replace(/[.\s]+$/, '');
	return new AzureError(httpStatus, serviceCode, oneLine(detail, MAX_TEXT_LENGTH), {
		requestId: headers.get('x-ms-request-id'),
		retryAfterMs: retryAfterMs(headers),
		date: headers.get('date'),
		isForeign: foreign !== undefined,
		leadsTo: hostOf(headers.get('location')),
	});
}

/** The host alone: the rest of a redirect's target may hold a secret. */
function hostOf(location: string | undefined): string | undefined {
	const url = location && URL.canParse(location) ? new URL(location) : undefined;
	return url && /^https?:$/.test(url.protocol) ? url.host : undefined;
}

/** Seconds or an HTTP date, as RFC 9110 has it; or Azure's own header, in milliseconds. */
function retryAfterMs(headers: Headers): number | undefined {
	const ownMs = Number(headers.get('x-ms-retry-after-ms') ?? headers.get('retry-after-ms'));
	if (ownMs > 0 && Number.isFinite(ownMs)) return ownMs;
	const value = headers.get('retry-after');
	if (!value) return undefined;
	const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
	return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : undefined;
}
