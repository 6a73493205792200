export interface ListQuery {
	prefix: string;
	delimiter?: string;
	/** The last key or common prefix of the page before. */
	after?: string;
	maxKeys: number;
}

export interface ListItem {
	name: string;
	isPrefix: boolean;
}

/** One page out of keys that are sorted by their bytes. Common prefixes count like keys. */
export function listPage(sortedKeys: string[], query: ListQuery): { items: ListItem[]; isTruncated: boolean } {
	const { prefix, delimiter, after, maxKeys } = query;
	const items: ListItem[] = [];
	if (maxKeys === 0) return { items, isTruncated: false };
	let skipped = delimiter && after?.endsWith(delimiter) && after.length > prefix.length ? after : undefined;
	for (let index = firstFrom(sortedKeys, after ?? prefix); index < sortedKeys.length; index++) {
		const key = sortedKeys[index];
		if (!key.startsWith(prefix)) break;
		if (key === after || (skipped !== undefined && key.startsWith(skipped))) continue;
		if (items.length === maxKeys) return { items, isTruncated: true };
		const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
		const item = end < 0 ? { name: key, isPrefix: false } : { name: key.slice(0, end + (delimiter?.length ?? 0)), isPrefix: true };
		skipped = item.isPrefix ? item.name : undefined;
		items.push(item);
	}
	return { items, isTruncated: false };
}

/** The index of the first key that is not before this text. */
function firstFrom(sortedKeys: string[], text: string): number {
	let low = 0;
	let high = sortedKeys.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (isBefore(sortedKeys[middle], text)) low = middle + 1;
		else high = middle;
	}
	return low;
}

function isBefore(key: string, text: string): boolean {
	return Buffer.compare(Buffer.from(key), Buffer.from(text)) < 0;
}
