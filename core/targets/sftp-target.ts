import { readFileServer, type FileServerFields, type FileServerWords } from '../credential-fields/file-server';
import type { FileServer } from '../sources/file-server';

/** What the credential "SFTP Target API" holds, as typed; every field may be missing, blank, or badly pasted. */
export type SftpTargetFields = FileServerFields;
export type SftpTarget = FileServer;

const WORDS: FileServerWords = {
	protocol: 'sftp',
	hostLabel: 'Host',
	hostAdvice: 'Give the name of the server, such as files.example.com.',
	userLabel: 'User',
	passwordLabel: 'Password',
	loginAdvice: 'Ask whoever runs the server for a login.',
	folderAdvice: 'Give the path from where the login leads, or with a slash at its start from the root of the server.',
};

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readSftpTarget(fields: SftpTargetFields): SftpTarget {
	return readFileServer(fields, WORDS);
}
