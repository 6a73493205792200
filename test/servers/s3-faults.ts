import type { Fault } from './faults';
import { toToken } from './s3-answers';
import { element, errorXml } from './s3-xml';

export * from './faults';
export { toToken };

/** An error with its own words, and with further elements. */
export function refusal(status: number, code: string, message: string, elements: Record<string, string> = {}): Fault {
	return { answer: { status, headers: { 'Content-Type': 'application/xml' }, body: errorXml(code, message, elements) } };
}

export const repeatedToken = (): Fault => ({ editBody: (text) => withToken(text, toToken('again')) });

/** Pages without keys, each with a token that was never seen before. */
export function emptyPages(): Fault {
	let pages = 0;
	return {
		editBody: (text) => withToken(text.replace(/<Contents>.*<\/Contents>/s, ''), toToken(`empty${++pages}`)),
	};
}

/** Says that there is more, and not where. */
export const truncatedWithoutToken = (): Fault => ({
	editBody: (text) => withoutToken(text).replace('<IsTruncated>false<', '<IsTruncated>true<'),
});

export function withToken(text: string, token: string): string {
	const truncated = withoutToken(text).replace('<IsTruncated>false<', '<IsTruncated>true<');
	return truncated.replace('<KeyCount>', `${element('NextContinuationToken', token)}<KeyCount>`);
}

function withoutToken(text: string): string {
	return text.replace(/<NextContinuationToken>.*?<\/NextContinuationToken>/, '');
}
