import type { Conversation } from '../conversation';

/** Each is a pool of its own: that an `id` reads like some `native_id` means nothing. */
export const ID_FIELDS = ['id', 'nativeId'] as const;
export type IdField = (typeof ID_FIELDS)[number];

export interface Contradiction {
	field: IdField;
	expected: string;
	found: string;
}

/** An identifier that both have, and that differs: they are two conversations. */
export function contradiction(one: Conversation, other: Conversation): Contradiction | undefined {
	for (const field of ID_FIELDS) {
		const expected = one[field];
		const found = other[field];
		if (expected !== undefined && found !== undefined && expected !== found) return { field, expected, found };
	}
	return undefined;
}

export function isSame(one: Conversation, other: Conversation): boolean {
	return !contradiction(one, other) && ID_FIELDS.some((field) => one[field] !== undefined && one[field] === other[field]);
}

export function idOf({ id, nativeId }: Conversation): string | undefined {
	return id ?? nativeId;
}

/** Names that are alike but for their digits may be counted: then a number in one is no identifier. */
export function isOfOnePattern(one: string, other: string): boolean {
	return patternOf(one) === patternOf(other);
}

function patternOf(stem: string): string {
	return stem.toLowerCase().replace(/\d+/g, '0');
}
