import { invalidField } from '../credential-fields/fields';
import { Secret } from '../secrets/secret';

/** What the credential "Archive Password API" holds, as typed. */
export interface ArchivePasswordFields {
	password?: string;
}

/** Reads the credential. Throws CREDENTIAL_INVALID. */
export function readArchivePassword({ password }: ArchivePasswordFields): Secret {
	// Blanks may belong to it; a line break that was copied with it does not.
	const text = String(password ?? '').replace(/[\r\n]+$/, '');
	if (text === '') throw invalidField('Password', 'the field is empty', 'Give the password that the archives were made with.');
	if (/[\r\n\0]/.test(text)) throw invalidField('Password', 'there is more than one line in it', 'Give one password.');
	return new Secret(text);
}
