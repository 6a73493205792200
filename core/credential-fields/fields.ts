import { RecordingError } from '../errors/recording-error';
import { readCaCertificate } from '../http/ca-certificate';
import { withoutWrapping } from '../text/pasted';

/** A field of the credential that cannot be used; `label` as the credential shows it, absent where `problem` names it. */
export function invalidField(label: string | undefined, problem: string, advice: string): RecordingError {
	const detail = label === undefined ? problem : `${label}: ${problem}`;
	return new RecordingError({ code: 'CREDENTIAL_INVALID', operation: 'open', detail, advice });
}

/** A field as text, without what copying puts around it. Not for passwords, which may begin or end with anything. */
export function textIn(value: unknown): string {
	return withoutWrapping(String(value ?? ''));
}

/** The field "CA Certificate". Throws CREDENTIAL_INVALID. */
export function readExtraCa(extraCa: unknown): string | undefined {
	const { pem, problem } = readCaCertificate(String(extraCa ?? ''));
	if (problem) throw invalidField(undefined, problem.problem, problem.advice);
	return pem;
}

/** The names of a path, of which none may lead out. Throws CREDENTIAL_INVALID that names the field. */
export function folderNames(text: string, label: string, advice: string): string[] {
	const names = text.split('/').filter((name) => name !== '');
	const odd = names.find((name) => name === '.' || name === '..' || /[\r\n\0]/.test(name));
	if (odd === undefined) return names;
	// What has a line break may be a key that was pasted into the wrong field.
	throw invalidField(label, odd.startsWith('.') && odd.length <= 2 ? `"${odd}" cannot be part of it` : 'there is a line break in it, or a NUL', advice);
}
