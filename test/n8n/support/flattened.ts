type Flat = string | number | boolean | null | string[] | Record<string, string>;

/**
 * The data of an execution as n8n keeps it: a list of values, in which objects and arrays name their members by place, as texts.
 * https://github.com/WebReflection/flatted
 */
export function unflattened(text: string): unknown {
	const values = JSON.parse(text) as Flat[];
	const made = new Map<string, unknown>();
	const member = (entry: unknown) => (typeof entry === 'string' ? valueAt(entry) : entry);
	const valueAt = (place: string): unknown => {
		const flat = values[Number(place)];
		if (typeof flat !== 'object' || flat === null) return flat;
		if (made.has(place)) return made.get(place);
		const value: unknown[] | Record<string, unknown> = Array.isArray(flat) ? [] : {};
		made.set(place, value);
		for (const [key, entry] of Object.entries(flat)) (value as Record<string, unknown>)[key] = member(entry);
		return value;
	};
	return valueAt('0');
}
