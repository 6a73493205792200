/**
 * The language of Find Blobs by Tags: conditions on tags, joined by AND, and `@container`.
 * Source: https://learn.microsoft.com/azure/storage/blobs/storage-manage-find-blobs
 */
export interface TagExpression {
	container?: string;
	conditions: TagCondition[];
}

export interface TagCondition {
	tag: string;
	operator: TagOperator;
	/** Compared as text, character by character, upper and lower case apart. */
	value: string;
}

export const TAG_OPERATORS = ['=', '>', '>=', '<', '<='] as const;
export type TagOperator = (typeof TAG_OPERATORS)[number];

/** The expression as text, with values in single quotes, and tag names in double quotes where they need them. */
export function formatTagExpression({ container, conditions }: TagExpression): string {
	const parts = conditions.map(({ tag, operator, value }) => `${quotedName(tag)} ${operator} '${value}'`);
	if (container !== undefined) parts.unshift(`@container = '${container}'`);
	return parts.join(' AND ');
}

function quotedName(tag: string): string {
	return /^(?!(?:and|or|not)$)[a-z_][a-z0-9_]*$/i.test(tag) ? tag : `"${tag}"`;
}
