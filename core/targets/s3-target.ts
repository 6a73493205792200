import { folderNames, invalidField, textIn } from '../credential-fields/fields';
import { isAmazon, readEndpoint, readS3Access, type S3Access, type S3AccessFields } from '../credential-fields/s3-access';
import { Secret } from '../secrets/secret';

/** What the credential "S3 Target API" holds, as typed; every field may be missing, blank, or badly pasted. */
export interface S3TargetFields extends S3AccessFields {
	bucket?: string;
	folder?: string;
	sessionToken?: string;
	addressing?: string;
}

export interface S3Target extends S3Access {
	bucket: string;
	/** With its slash at the end; `''` for the whole bucket. */
	folder: string;
	sessionToken?: Secret;
	/** Origin of a server that is not AWS. */
	endpoint?: string;
	/** Whether the bucket stands in the path; absent for what is usual. */
	pathStyle?: boolean;
}

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readS3Target(fields: S3TargetFields): S3Target {
	const { endpoint, region } = readServer(fields);
	const bucket = readBucket(fields.bucket);
	const access = readS3Access({ ...fields, endpoint: endpoint ?? '' }, WHERE);
	return {
		...access,
		region: access.region ?? region,
		endpoint,
		bucket,
		folder: readFolder(fields.folder),
		sessionToken: readSessionToken(fields.sessionToken),
		pathStyle: PATH_STYLES[textIn(fields.addressing)],
	};
}

const WHERE = 'Ask whoever runs the storage for a pair of keys to this bucket.';

const PATH_STYLES: Partial<Record<string, boolean>> = { path: true, host: false };

// https://docs.aws.amazon.com/general/latest/gr/s3.html
const AMAZON_S3 = /^s3(?:[.-]dualstack)?(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?$/;

/** Amazon's own address says no more than a region; it is then treated as what it is. */
function readServer(fields: S3TargetFields): { endpoint?: string; region?: string } {
	const url = readEndpoint(fields);
	if (!url) return {};
	const amazon = AMAZON_S3.exec(url.hostname);
	if (amazon) return { region: amazon[1] };
	if (isAmazon(url.hostname) && !url.hostname.includes('vpce')) {
		throw invalidField('Endpoint', `"${url.host}" is Amazon S3 itself, with a bucket or a kind of service before it`, 'Leave Endpoint empty for Amazon S3, and put the bucket into Bucket.');
	}
	if (!/^\/?$/.test(url.pathname)) {
		throw invalidField('Endpoint', 'there is a path after the host', 'Give the address of the server alone; bucket and folder have fields of their own.');
	}
	return { endpoint: url.origin };
}

function readBucket(value: unknown): string {
	const text = textIn(value).replace(/^s3:\/\//i, '').replace(/\/+$/, '');
	if (text === '') throw invalidField('Bucket', 'the field is empty', 'Give the name of the bucket.');
	// Other servers allow more than Amazon does.
	if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(text)) return text;
	throw invalidField('Bucket', 'this cannot be the name of a bucket', 'Give the name alone; the folder has a field of its own.');
}

function readFolder(value: unknown): string {
	const names = folderNames(textIn(value), 'Folder', 'Give the path from the start of the bucket, such as exports/verba.');
	return names.length === 0 ? '' : `${names.join('/')}/`;
}

function readSessionToken(value: unknown): Secret | undefined {
	const text = textIn(value);
	if (text === '') return undefined;
	if (/\s/.test(text)) throw invalidField('Session Token', 'there are blanks in it', 'Paste it again, whole. Leave it empty for keys that do not expire.');
	return new Secret(text);
}
