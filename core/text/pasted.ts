const WRAPPING = /[\s"'`“”‘’„«»<>]/;

/** Takes away what copying adds around a value: blanks, line ends, straight and typographic quotes. */
export function withoutWrapping(pasted: string): string {
	return withoutEdges(pasted, WRAPPING);
}

/**
 * Without letters of a kind at both ends. A pattern that is tied to the end alone tries each of them within the text too, and takes
 * the square of their number.
 */
export function withoutEdges(text: string, letter: RegExp): string {
	let [start, end] = [0, text.length];
	while (start < end && letter.test(text[start])) start++;
	while (end > start && letter.test(text[end - 1])) end--;
	return text.slice(start, end);
}
