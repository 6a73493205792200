import { cutText } from '../secrets/cut';
import { scrubText } from '../secrets/scrub';

/** A text of somebody else for an error message: one line, without control characters, not too long. */
export function oneLine(text: string, maxLength: number): string {
	const line = scrubText(text).replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
	return cutText(line, maxLength, '…');
}
