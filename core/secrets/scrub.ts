import { textOf } from '../errors/text-of';
import { maskKnownSecrets } from './known';
import { REDACTED } from './redacted';

// Query parameters that sign or authorise: SAS (sig), S3 presigned URLs, OAuth.
const NAMES = 'sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|access_token';
// As it stands in a URL, in JSON, in HTML, and in prose: whatever separates name and value.
const SIGNING_PARAMETER = new RegExp(`(?:(?<![A-Za-z0-9_-])|(?<=\\\\u0026))(${NAMES})(["']?\\s*[=:]\\s*["']?)([^&\\s"'<>\\\\()\\[\\]{},;]+)`, 'gi');
// As it stands in a URL that is a parameter of another URL, however often it was encoded.
const ENCODED_PARAMETER = new RegExp(`(%(?:25)*(?:3F|26))(${NAMES})(%(?:25)*3D)(?:(?!%(?:25)*26)[^&\\s"'<>])+`, 'gi');
// No scheme is longer; without a bound, a text of many words joined by dots takes the square of its length.
const URL_USERINFO = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s:@]+:[^/\s@]+@/gi;
const AUTHORIZATION_HEADER = /(\bauthorization["']?\s*[:=]\s*["']?)[^\r\n"']+/gi;

/** The text without signatures, passwords in URLs, authorization headers, and the given secret texts. */
export function scrubText(text: string, secretTexts: readonly string[] = []): string {
	const masked = secretTexts
		.filter((secretText) => secretText.length >= MIN_SECRET_LENGTH)
		.reduce((result, secretText) => result.replaceAll(secretText, REDACTED), text);
	const scrubbed = masked
		.replace(SIGNING_PARAMETER, `$1$2${REDACTED}`)
		.replace(ENCODED_PARAMETER, `$1$2$3${REDACTED}`)
		.replace(URL_USERINFO, `$1${REDACTED}@`)
		.replace(AUTHORIZATION_HEADER, `$1${REDACTED}`);
	// After the patterns: of a whole token they leave what explains it.
	return maskKnownSecrets(scrubbed);
}

// Masking a text of one or two characters would garble every message and protect nothing.
const MIN_SECRET_LENGTH = 4;
const MAX_CAUSE_DEPTH = 5;

/**
 * A copy of an error that is safe to print: name, message, code, status and stack, all scrubbed, causes too.
 * Nothing else is kept, because an SDK's error carries the whole request, its signed URL included.
 */
export function scrubError(error: unknown, secretTexts: readonly string[] = [], depth = 0): Error {
	const original = error instanceof Error ? error : new Error(textOf(error));
	const safe = new Error(scrubText(textOf(original), secretTexts));
	// The SDK of S3 names errors by what the service says.
	safe.name = scrubText(textOf(original.name), secretTexts);
	safe.stack = typeof original.stack === 'string' ? scrubText(original.stack, secretTexts) : undefined;
	copyPlainFields(original, safe);
	if (original.cause !== undefined && depth < MAX_CAUSE_DEPTH) {
		safe.cause = scrubError(original.cause, secretTexts, depth + 1);
	}
	return safe;
}

function copyPlainFields(from: object, to: object): void {
	for (const field of ['code', 'statusCode', 'syscall'] as const) {
		const value = (from as Record<string, unknown>)[field];
		if (typeof value === 'number' || (typeof value === 'string' && /^\w{1,60}$/.test(value))) {
			Object.assign(to, { [field]: typeof value === 'string' ? maskKnownSecrets(value) : value });
		}
	}
}
