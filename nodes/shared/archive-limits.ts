import type { IDataObject } from 'n8n-workflow';
import { limitsFor, type ZipAdvice, type ZipLimits } from '../../core/archive';
import { countOf } from './parameters';
import { DEFAULT_MAX_ENTRIES } from './unpack-defaults';

const ADVICE: ZipAdvice = {
	password: 'Switch "Archives Have a Password" on, and choose a credential Archive Password API that holds it.',
	maxEntries: 'Raise the option "Max Entries": n8n needs about 1 KiB of memory for each entry. Or let whoever makes the archive split it.',
};

/**
 * What an archive may hold, by the option of `descriptions/archive-limits.ts`, and what to do in the words of the form. What the
 * files are together is no matter here: Unpack counts those that are wanted, and Parse keeps none of them.
 */
export function archiveLimitsOf({ maxEntries }: IDataObject): { limits: Partial<ZipLimits>; advice: ZipAdvice } {
	const count = countOf(maxEntries, 'Max Entries', { fallback: DEFAULT_MAX_ENTRIES });
	return { limits: { ...limitsFor(count), maxExpandedBytes: Infinity }, advice: ADVICE };
}
