import { RecordingError } from '../../errors/recording-error';
import { Secret } from '../../secrets/secret';
import { readCaCertificate } from '../../http/ca-certificate';
import { withoutWrapping } from '../../text/pasted';
import { retentionDaysOf } from '../retention';
import { parseFileLocation, type FileLocation } from './file-location';
import { DEFAULT_RETENTION_DAYS } from './recording';

/** What the credential holds, as typed; every field may be missing, blank, or badly pasted. */
export interface CxoneCredentialFields {
	fileLocation?: string;
	accessKeyId?: string;
	secretAccessKey?: string;
	region?: string;
	endpoint?: string;
	retentionDays?: number;
	/** PEM text. */
	extraCa?: string;
	allowHttp?: boolean;
}

export interface CxoneCredential {
	location: FileLocation;
	accessKeyId: string;
	secretAccessKey: Secret;
	region?: string;
	/** Origin of a server that is not AWS. */
	endpoint?: string;
	retentionDays: number;
	caCertificate?: string;
}

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readCxoneCredential(fields: CxoneCredentialFields): CxoneCredential {
	const endpoint = readEndpoint(fields);
	return {
		location: readLocation(fields, endpoint),
		accessKeyId: readAccessKeyId(fields),
		secretAccessKey: readSecretAccessKey(fields),
		region: readRegion(fields),
		endpoint: endpoint?.origin,
		retentionDays: retentionDaysOf(fields.retentionDays, DEFAULT_RETENTION_DAYS),
		caCertificate: readExtraCa(fields),
	};
}

const WHERE = 'In the Admin application: Cloud Storage Services > Secure External Access.';

function invalid(label: string, problem: string, advice = WHERE): RecordingError {
	return new RecordingError({ code: 'CREDENTIAL_INVALID', operation: 'open', detail: `${label}: ${problem}`, advice });
}

const NO_AZURE = 'Ask NICE how else to get at the recordings of a tenant whose storage is in Azure: this node cannot.';

const isAmazon = (host: string) => /(^|\.)amazonaws\.com(\.cn)?$/.test(host);
const textIn = (value: unknown) => withoutWrapping(String(value ?? ''));

function readEndpoint({ endpoint, allowHttp }: CxoneCredentialFields): URL | undefined {
	const text = textIn(endpoint);
	if (text === '') return undefined;
	let url: URL;
	try {
		url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
	} catch {
		throw invalid('Endpoint', 'this is not an address', 'Leave it empty for Amazon S3.');
	}
	if (isAmazon(url.hostname)) throw invalid('Endpoint', `"${url.host}" is Amazon S3 itself`, 'Leave Endpoint empty: it is for servers that are not Amazon.');
	if (url.protocol === 'https:' || allowHttp === true) return url;
	throw invalid(
		'Endpoint',
		'it starts with http://, which would send recordings unprotected',
		'Use https://. Only for a local test server, switch on "Allow Insecure HTTP" in the credential.',
	);
}

function readLocation({ fileLocation }: CxoneCredentialFields, endpoint: URL | undefined): FileLocation {
	try {
		return parseFileLocation(String(fileLocation ?? ''), endpoint?.host);
	} catch (error) {
		const { message } = error as Error;
		const advice = message.includes('Azure') ? NO_AZURE : `Paste it as CXone shows it, such as https://s3.amazonaws.com/bucket/folder/. ${WHERE}`;
		throw invalid('File Location', message, advice);
	}
}

function readAccessKeyId({ accessKeyId }: CxoneCredentialFields): string {
	const text = textIn(accessKeyId);
	if (text === '') throw invalid('Access Key ID', 'the field is empty');
	// Not echoed: it may be the secret, pasted into the wrong field.
	if (/\s/.test(text)) throw invalid('Access Key ID', 'there are blanks in it');
	if (/^[A-Za-z0-9/+]{40}$/.test(text)) {
		throw invalid('Access Key ID', 'it has 40 characters, as a Secret Access Key has', 'Put each of the two keys into its own field.');
	}
	return text;
}

function readSecretAccessKey({ secretAccessKey, accessKeyId, endpoint }: CxoneCredentialFields): Secret {
	const text = textIn(secretAccessKey);
	if (text === '') throw invalid('Secret Access Key', 'the field is empty');
	if (/\s/.test(text)) throw invalid('Secret Access Key', 'there are blanks in it');
	const isAws = textIn(endpoint) === '';
	if (isAws && text === textIn(accessKeyId)) throw invalid('Secret Access Key', 'it is the same as the Access Key ID');
	return new Secret(text);
}

function readRegion({ region }: CxoneCredentialFields): string | undefined {
	const text = textIn(region).toLowerCase();
	if (text === '' || /^[a-z0-9-]{1,40}$/.test(text)) return text || undefined;
	throw invalid('Region', 'this is no region', 'Leave it empty: it is found out. Or write it as AWS does, such as eu-west-1.');
}

function readExtraCa({ extraCa }: CxoneCredentialFields): string | undefined {
	const { pem, problem } = readCaCertificate(String(extraCa ?? ''));
	if (!problem) return pem;
	throw new RecordingError({ code: 'CREDENTIAL_INVALID', operation: 'open', detail: problem.problem, advice: problem.advice });
}
