import { passing, replyError } from './ftps-error';
import type { ServerTraits } from './login';
import { sizeIn, type Reply } from './reply';

/** Of the command; 501 and 504 are said of what stands behind it. */
const UNKNOWN = new Set([500, 502]);
/** In a row; then it is believed. */
const MOST_DENIALS = 20;

/** Throws where a server that has told sizes says that it does not know how: what was cut would count as whole without one. */
export function assertTellsSize(traits: ServerTraits, size: Reply): void {
	if (sizeIn(size) !== undefined) Object.assign(traits, { hasToldSize: true, sizeDenials: 0 });
	if (!traits.hasToldSize || !UNKNOWN.has(size.code)) return;
	traits.sizeDenials = (traits.sizeDenials ?? 0) + 1;
	if (traits.sizeDenials <= MOST_DENIALS) throw passing(replyError('SIZE', size));
}
