import { Secret } from '../secrets/secret';
import { invalidField, readExtraCa, textIn } from './fields';

/** What credentials for S3 have in common, as typed. */
export interface S3AccessFields {
	accessKeyId?: string;
	secretAccessKey?: string;
	region?: string;
	endpoint?: string;
	/** PEM text. */
	extraCa?: string;
	allowHttp?: boolean;
}

export interface S3Access {
	accessKeyId: string;
	secretAccessKey: Secret;
	region?: string;
	caCertificate?: string;
}

const AMAZON = /(^|\.)amazonaws\.com(\.cn)?$/;

export const isAmazon = (host: string) => AMAZON.test(host);

/** The address of a server that is not AWS. Throws CREDENTIAL_INVALID. */
export function readEndpoint({ endpoint, allowHttp }: S3AccessFields): URL | undefined {
	const text = textIn(endpoint);
	if (text === '') return undefined;
	let url: URL;
	try {
		url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
	} catch {
		throw invalidField('Endpoint', 'this is not an address', 'Leave it empty for Amazon S3.');
	}
	if (url.protocol === 'https:' || allowHttp === true) return url;
	throw invalidField(
		'Endpoint',
		'it starts with http://, which would send recordings unprotected',
		'Use https://. Only for a local test server, switch on "Allow Insecure HTTP" in the credential.',
	);
}

/** Keys, region and certificate. Throws CREDENTIAL_INVALID that names the field; `where` tells where the keys are to be had. */
export function readS3Access(fields: S3AccessFields, where: string): S3Access {
	return {
		accessKeyId: readAccessKeyId(fields, where),
		secretAccessKey: readSecretAccessKey(fields, where),
		region: readRegion(fields),
		caCertificate: readExtraCa(fields.extraCa),
	};
}

function readAccessKeyId({ accessKeyId }: S3AccessFields, where: string): string {
	const text = textIn(accessKeyId);
	if (text === '') throw invalidField('Access Key ID', 'the field is empty', where);
	// Not echoed: it may be the secret, pasted into the wrong field.
	if (/\s/.test(text)) throw invalidField('Access Key ID', 'there are blanks in it', where);
	if (/^[A-Za-z0-9/+]{40}$/.test(text)) {
		throw invalidField('Access Key ID', 'it has 40 characters, as a Secret Access Key has', 'Put each of the two keys into its own field.');
	}
	return text;
}

function readSecretAccessKey({ secretAccessKey, accessKeyId, endpoint }: S3AccessFields, where: string): Secret {
	const text = textIn(secretAccessKey);
	if (text === '') throw invalidField('Secret Access Key', 'the field is empty', where);
	if (/\s/.test(text)) throw invalidField('Secret Access Key', 'there are blanks in it', where);
	const isAws = textIn(endpoint) === '';
	if (isAws && text === textIn(accessKeyId)) throw invalidField('Secret Access Key', 'it is the same as the Access Key ID', where);
	return new Secret(text);
}

function readRegion({ region }: S3AccessFields): string | undefined {
	const text = textIn(region).toLowerCase();
	if (text === '' || /^[a-z0-9-]{1,40}$/.test(text)) return text || undefined;
	throw invalidField('Region', 'this is no region', 'Leave it empty: it is found out. Or write it as AWS does, such as eu-west-1.');
}
