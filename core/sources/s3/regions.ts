import { S3Error } from './s3-error';

export const FIRST_REGION = 'us-east-1';

/** Regions found out earlier in this process, so that each bucket costs one refused request and no more. */
const known = new Map<string, string>();

export function rememberedRegion(bucket: string): string | undefined {
	return known.get(bucket);
}

export function rememberRegion(bucket: string, region: string): void {
	known.set(bucket, region);
}

/**
 * The region that an answer sends us to: 301 PermanentRedirect, 400 AuthorizationHeaderMalformed, 400
 * IllegalLocationConstraintException; undefined when it does not.
 */
export function regionToTry(error: unknown, tried: string): string | undefined {
	if (!(error instanceof S3Error) || ![301, 307, 400].includes(error.httpStatus)) return undefined;
	const { region } = error.headers;
	return region !== undefined && region !== tried && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined;
}

/** Whether the answer may be about the region without naming it: answers to HEAD have no body to name it in. */
export function mayBeWrongRegion(error: unknown): boolean {
	return error instanceof S3Error && [301, 400].includes(error.httpStatus) && error.serviceCode === '';
}
