import { invalidField, textIn } from '../../credential-fields/fields';
import { readFileServer, type FileServerFields, type FileServerWords } from '../../credential-fields/file-server';
import { cutText } from '../../secrets/cut';
import type { FileServer } from '../../sources/file-server';
import { isTimeZone } from '../../time/zone';
import { retentionDaysOf } from '../retention';

/** What the credential holds, as typed; every field may be missing, blank, or badly pasted. */
export interface EightByEightCredentialFields extends Omit<FileServerFields, 'user'> {
	/** The host of a known platform, or `other`. */
	platform?: string;
	tenantName?: string;
	timeZone?: string;
	retentionDays?: number;
}

export interface EightByEightCredential extends FileServer {
	/** IANA name; absent for the time zone of the workflow. */
	timeZone?: string;
	retentionDays: number;
}

// https://docs.8x8.com/8x8WebHelp/8x8-storage-and-retrieval/Content/StorageAndRetrieval/faq.htm
const DEFAULT_RETENTION_DAYS = 30;

// 8x8: "Please use only implicit SSL on port 990" (https://support-portal.8x8.com/viewArticle.html?d=6a21d2f9-5209-4d7a-9b78-04f09a2dce96);
// a tenant was seen on port 21, explicit.
const WORDS: FileServerWords = {
	protocol: 'ftpsImplicit',
	hostLabel: 'Host',
	hostAdvice: 'See the Platform URL Guide of 8x8, such as vcc-ftps-us1.8x8.com.',
	userLabel: 'Tenant Name',
	passwordLabel: 'SFTP Password',
	loginAdvice: 'In 8x8 Configuration Manager: Home > Profile.',
	folderAdvice: 'Leave it empty: the login leads to the right folder.',
};

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readEightByEightCredential({ platform, tenantName, ...fields }: EightByEightCredentialFields): EightByEightCredential {
	const isKnown = platform !== undefined && platform !== '' && platform !== 'other';
	const server = { ...fields, user: tenantName, ...(isKnown && { host: platform }) };
	return {
		...readFileServer(server, isKnown ? { ...WORDS, hostLabel: 'Platform' } : WORDS),
		timeZone: readTimeZone(fields.timeZone),
		retentionDays: retentionDaysOf(fields.retentionDays, DEFAULT_RETENTION_DAYS),
	};
}

function readTimeZone(timeZone: unknown): string | undefined {
	const text = textIn(timeZone);
	if (text === '' || isTimeZone(text)) return text || undefined;
	throw invalidField('Time Zone of the Tenant', `"${cutText(text, 60)}" is no time zone`, 'Choose one from the list, such as America/Los_Angeles.');
}
