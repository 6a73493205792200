import { readHost, readPort, readProtocol } from '../../../core/credential-fields/server-address';
import { folderNames } from '../../../core/credential-fields/fields';
import { parseFileLocation } from '../../../core/vendors/cxone/file-location';

/** What stands in the wrong field is no secret that is known: what is wrong is said without it. */
const PARTS = /hunter|1234|wJalr|K7MDENG|bPxRfi|PRIVATE/i;

test.each<[string, () => unknown]>([
	['a password with a slash in a URL', () => readHost('sftp://user:hunter2/xyz@host', 'Host', '')],
	['a password with a hash in a URL', () => readHost('sftp://user:hunter2#xyz@host', 'Host', '')],
	['a password with a question mark', () => readHost('ftps://user:hunter2?xyz@host', 'Host', '')],
	['a password of digits, which could be a port', () => readHost('sftp://user:1234/xyz@host', 'Host', '')],
	['a password behind the host', () => readHost('host:hunter2', 'Host', '')],
	['a password with blanks for a host', () => readHost('hunter2 hunter3', 'Host', '')],
	['a password for a port', () => readPort('hunter2')],
	['a password for a protocol', () => readProtocol('hunter2', 'sftp')],
	['a key for a folder', () => folderNames('-----BEGIN PRIVATE KEY-----\nwJalr', 'Folder', '')],
	['a secret access key for a File Location', () => parseFileLocation('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')],
	['a key in a URL for a File Location', () => parseFileLocation('https://AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG@s3.amazonaws.com/b/f/')],
])('%s', (_, read) => {
	expect(read).toThrow(/./);
	expect(read).not.toThrow(PARTS);
});

test.each(['sftp://user@host:22/home/me', 'user:hunter2@host:22', 'host:22/home'])('%s names its host', (text) => expect(readHost(text, 'Host', '')).toEqual({ host: 'host', port: 22 }));
