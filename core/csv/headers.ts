/** Case, blanks, underscores and other marks do not count. */
export function normalized(header: string): string {
	return header.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Names for the columns of one file: no two alike, and none that an object would lose. */
export class UniqueHeaders {
	readonly #taken = new Set<string>(['__proto__']);
	readonly #counts = new Map<string, number>();

	/** The header, or `X 2` for the second that is called X. */
	add(header: string): string {
		let unique = header;
		// Goes on where it ended the last time: a header can have a thousand columns of one name.
		let count = this.#counts.get(header) ?? 2;
		for (; this.#taken.has(unique); count++) unique = `${header} ${count}`;
		this.#counts.set(header, count);
		this.#taken.add(unique);
		return unique;
	}
}
