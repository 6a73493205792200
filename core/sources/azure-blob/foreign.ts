import { isWebPage, pageDetail, type Headers } from '../../http/web-page';

// Azure names its request in every answer, and so does its emulator.
const OWN_HEADERS = ['x-ms-request-id', 'x-ms-version', 'x-ms-error-code'];

export function isOfAzure(headers: Headers): boolean {
	return OWN_HEADERS.some((name) => headers.get(name) !== undefined);
}

/**
 * What to say of an error answer that carries nothing of Azure's. Undefined where it need not be somebody else's:
 * what is in front of Azure also answers that the service is away, and then time may help.
 */
export function foreignDetail(httpStatus: number, headers: Headers, bodyText: string): string | undefined {
	if (isOfAzure(headers)) return undefined;
	if (httpStatus === 407) return 'the proxy asks for a user name and password (407)';
	if (isWebPage(headers, bodyText)) return pageDetail(httpStatus, 'an answer of Azure Blob Storage', bodyText);
	return mayPass(httpStatus) ? undefined : `the answer ${httpStatus} does not come from Azure Blob Storage`;
}

/** Whether an answer of that status may be another one a little later, whoever gave it. */
export function mayPass(httpStatus: number): boolean {
	return httpStatus >= 500 || httpStatus === 408 || httpStatus === 429;
}
