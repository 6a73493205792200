/** Takes away what copying adds around a value: blanks, line ends, straight and typographic quotes. */
export function withoutWrapping(pasted: string): string {
	return pasted.replace(/^[\s"'`“”‘’„«»<>]+|[\s"'`“”‘’„«»<>]+$/gu, '');
}
