import { invalidField } from '../../credential-fields/fields';
import { isAmazon, readEndpoint, readS3Access, type S3Access, type S3AccessFields } from '../../credential-fields/s3-access';
import { retentionDaysOf } from '../retention';
import { parseFileLocation, type FileLocation } from './file-location';
import { DEFAULT_RETENTION_DAYS } from './recording';

/** What the credential holds, as typed; every field may be missing, blank, or badly pasted. */
export interface CxoneCredentialFields extends S3AccessFields {
	fileLocation?: string;
	retentionDays?: number;
}

export interface CxoneCredential extends S3Access {
	location: FileLocation;
	/** Origin of a server that is not AWS. */
	endpoint?: string;
	retentionDays: number;
}

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readCxoneCredential(fields: CxoneCredentialFields): CxoneCredential {
	const endpoint = readEndpoint(fields);
	if (endpoint && isAmazon(endpoint.hostname)) {
		throw invalidField('Endpoint', `"${endpoint.host}" is Amazon S3 itself`, 'Leave Endpoint empty: it is for servers that are not Amazon.');
	}
	return {
		location: readLocation(fields, endpoint),
		...readS3Access(fields, WHERE),
		endpoint: endpoint?.origin,
		retentionDays: retentionDaysOf(fields.retentionDays, DEFAULT_RETENTION_DAYS),
	};
}

const WHERE = 'In the Admin application: Cloud Storage Services > Secure External Access.';

const NO_AZURE = 'Ask NICE how else to get at the recordings of a tenant whose storage is in Azure: this node cannot.';

function readLocation({ fileLocation }: CxoneCredentialFields, endpoint: URL | undefined): FileLocation {
	try {
		return parseFileLocation(String(fileLocation ?? ''), endpoint?.host);
	} catch (error) {
		const { message } = error as Error;
		const advice = message.includes('Azure') ? NO_AZURE : `Paste it as CXone shows it, such as https://s3.amazonaws.com/bucket/folder/. ${WHERE}`;
		throw invalidField('File Location', message, advice);
	}
}
