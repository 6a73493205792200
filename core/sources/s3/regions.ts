import { S3Error } from './s3-error';

export const FIRST_REGION = 'us-east-1';

/** Regions found out earlier in this process, so that each bucket costs one refused request and no more. */
const known = new Map<string, string>();

interface Place {
	bucket: string;
	/** Names of buckets are unique on one server. */
	endpoint?: string;
}

export function rememberedRegion(place: Place): string | undefined {
	return known.get(keyOf(place));
}

export function rememberRegion(place: Place, region: string): void {
	known.set(keyOf(place), region);
}

function keyOf({ bucket, endpoint = '' }: Place): string {
	return `${bucket} ${endpoint}`;
}

// 301, 400, 400, and 307 for a bucket that is new.
const ABOUT_REGIONS = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException', 'TemporaryRedirect', '']);

/** The region where the bucket lies, of an answer that refuses to serve it from another one. */
export function regionNamedBy(error: unknown): string | undefined {
	if (!(error instanceof S3Error) || ![301, 307, 400].includes(error.httpStatus)) return undefined;
	const { region } = error.headers;
	return region !== undefined && ABOUT_REGIONS.has(error.serviceCode) && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined;
}

/** Whether the answer may be about the region without naming it: answers to HEAD have no body to name it in. */
export function mayBeWrongRegion(error: unknown): error is S3Error {
	return error instanceof S3Error && [301, 400].includes(error.httpStatus) && isBodyless(error) && regionNamedBy(error) === undefined;
}

/** A refusal that does not say why, as all are that answer HEAD. */
export function isBodyless({ serviceCode, headers }: S3Error): boolean {
	return serviceCode === '' && headers.isForeign !== true;
}
