import { isWebPage, pageDetail, type Headers } from '../../http/web-page';

// S3 numbers its request in every answer, and so does what speaks its protocol, as a rule.
const OWN_HEADERS = ['x-amz-request-id', 'x-amz-id-2'];

export function isOfS3(headers: Headers): boolean {
	return OWN_HEADERS.some((name) => headers.get(name) !== undefined);
}

/**
 * What to say of an error answer that carries nothing of S3's. Undefined where it need not be somebody else's: what is
 * in front of S3 also answers that the service is away, and then time may help.
 */
export function foreignDetail(httpStatus: number, headers: Headers, bodyText: string): string | undefined {
	if (isOfS3(headers) || isXmlWithheld(headers, bodyText)) return undefined;
	if (httpStatus === 407) return 'the proxy asks for a user name and password (407)';
	if (isWebPage(headers, bodyText)) return pageDetail(httpStatus, 'an answer of S3', bodyText);
	return mayPass(httpStatus) ? undefined : `the answer ${httpStatus} does not come from S3`;
}

/** To HEAD, small servers answer with no number and no body, and say that it would be XML, which nobody in between writes. */
function isXmlWithheld(headers: Headers, bodyText: string): boolean {
	return bodyText === '' && /^\s*(application|text)\/xml\b/i.test(headers.get('content-type') ?? '');
}

/** Whether an answer of that status may be another one a little later, whoever gave it. */
export function mayPass(httpStatus: number): boolean {
	return httpStatus >= 500 || httpStatus === 408 || httpStatus === 429;
}
