import { maskCutEnd } from './known';
import { scrubText } from './scrub';

/** Longer than any secret: what stands behind it cannot change what is shown. */
const LOOKED_AHEAD = 65_536;

/**
 * The beginning of a text, for a message. Masked before it is cut, because half a secret is no longer known for one; what
 * came cut already, and ends within a secret, is masked from there on. `mark` stands for what was left out.
 */
export function cutText(text: string, maxLength: number, mark = ''): string {
	const masked = maskCutEnd(scrubText(text.slice(0, maxLength + LOOKED_AHEAD)));
	return masked.length > maxLength ? `${masked.slice(0, maxLength)}${mark}` : masked;
}
