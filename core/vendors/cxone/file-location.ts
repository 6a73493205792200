import { withoutWrapping } from '../../text/pasted';

/** Where the SEA folder of a tenant lies. */
export interface FileLocation {
	bucket: string;
	/** With its slash at the end. */
	folder: string;
	/** When the address names it. */
	region?: string;
}

const AWS_HOST = /^(?:(?<bucket>.+)\.)?s3(?:-(?:fips|accelerate))?(?:[.-](?:dualstack\.)?(?<region>[a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?$/;
const AZURE_HOST = /\.(blob|dfs)\.core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$/;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads the File Location as the Admin application shows it, or as S3 clients write it: `https://s3.amazonaws.com/
 * bucket/folder/`, `https://bucket.s3.eu-west-1.amazonaws.com/folder/`, `s3://bucket/folder/`, `bucket/folder/`.
 * `serverHost` is the host of the server that takes the place of AWS. Throws a plain Error.
 */
export function parseFileLocation(pasted: string, serverHost?: string): FileLocation {
	const text = withoutQuery(withoutWrapping(pasted));
	if (text === '') throw new Error('the field is empty');
	const { host, path } = splitHost(text, serverHost);
	const aws = host === undefined ? undefined : AWS_HOST.exec(host)?.groups;
	if (host !== undefined && !aws) assertServer(host, serverHost);
	const segments = path.split('/').filter((segment) => segment !== '');
	const bucket = aws?.bucket ?? segments.shift();
	return { bucket: checkedBucket(bucket), folder: checkedFolder(segments), ...(aws?.region ? { region: aws.region } : {}) };
}

function assertServer(host: string, serverHost: string | undefined): void {
	if (AZURE_HOST.test(host)) throw new Error(AZURE);
	if (host === serverHost) return;
	// A host with a dot is none of a password's parts as a rule.
	throw new Error(`${HOST.test(host) ? `"${host}"` : 'its host'} is not Amazon S3; for another server give its address under Endpoint`);
}

function checkedBucket(bucket: string | undefined): string {
	if (bucket === undefined) throw new Error('it names no bucket');
	if (BUCKET.test(bucket)) return bucket;
	// Without it: it may be a part of a key that was pasted into the wrong field.
	throw new Error('what stands first in it cannot be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens');
}

function checkedFolder(segments: string[]): string {
	// As policies write "all that is in it".
	const names = segments.at(-1) === '*' ? segments.slice(0, -1) : segments;
	if (names.length === 0) throw new Error('it names no folder after the bucket');
	const odd = names.find((name) => name === '.' || name === '..' || name.includes('*'));
	if (odd !== undefined) throw new Error(odd.startsWith('.') && !odd.includes('*') ? `"${odd}" cannot be a folder` : 'a folder in it has a * in its name');
	if (names.some((name) => ACCESS_KEY.test(name))) throw new Error('a key stands in it too');
	return `${names.join('/')}/`;
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
const ACCESS_KEY = /\b(AKIA|ASIA)[A-Z0-9]{12,}/;

/** Only in a URL do they begin something else; a bare name may hold them. */
function withoutQuery(text: string): string {
	return /^https?:/i.test(text) ? text.replace(/[?#].*$/s, '') : text;
}

const AZURE =
	'this is an Azure address: Secure External Access of a CXone tenant whose storage is in Azure is not supported';

function splitHost(text: string, serverHost: string | undefined): { host?: string; path: string } {
	const plain = /^(?:s3:\/\/|arn:aws[a-z-]*:s3:::)(.*)$/is.exec(text)?.[1];
	if (plain !== undefined && !AWS_HOST.test(plain.split('/')[0].toLowerCase())) return { path: plain };
	const url = /^(?:https?:\/\/)([^/]+)\/?(.*)$/is.exec(text);
	if (url) return { host: hostIn(url[1]), path: decode(url[2]) };
	// Without its scheme: an address when what stands first is one, else a bucket.
	const [first, ...rest] = (plain ?? text).replace(/^\/+/, '').split('/');
	const host = hostIn(first);
	const isHost = AWS_HOST.test(host) || AZURE_HOST.test(host) || host === serverHost;
	return isHost ? { host, path: decode(rest.join('/')) } : { path: [first, ...rest].join('/') };
}

function hostIn(authority: string): string {
	return authority.replace(/^.*@/, '').toLowerCase().replace(/:443$/, '');
}

function decode(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		throw new Error('its path has a % that escapes nothing');
	}
}
