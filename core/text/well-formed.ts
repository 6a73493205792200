/** Halves of characters, which no encoding has, become U+FFFD, as they do on the wire; `encodeURIComponent` throws for them. */
export function wellFormed(text: string): string {
	return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
