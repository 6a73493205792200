/** Tests of texts, as filters have them: letters may be small or capital, blanks around what is looked for do not count. */
export type TextTest = (text: string) => boolean;

/** It has this part in it. */
export function hasPart(part: string): TextTest {
	const wanted = part.trim().toLowerCase();
	return (text) => text.toLowerCase().includes(wanted);
}

export function isSame(value: string): TextTest {
	const wanted = value.trim().toLowerCase();
	return (text) => text.toLowerCase() === wanted;
}

/** The end of a number: `4155550100` finds `+1 415 555-0100`; only digits count. Without one, such as `anonymous`, it is a part. */
export function endsWithNumber(number: string): TextTest {
	const wanted = digitsOf(number);
	return wanted === '' ? hasPart(number) : (text) => digitsOf(text).endsWith(wanted);
}

function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}

/** Endings of names as users write them, `mp3`, `.mp3` or `*.mp3`, each with its dot, so that `mp3` does not find `xmp3`. */
export function extensionsOf(text: string): string[] {
	return text
		.split(/[\s,;]+/)
		.filter(Boolean)
		.map((extension) => `.${extension.toLowerCase().replace(/^\*?\.?/, '')}`);
}

/** Whether a name ends with one of them; any does where there are none. */
export function endsWithOne(name: string, extensions: readonly string[]): boolean {
	return extensions.length === 0 || extensions.some((end) => name.toLowerCase().endsWith(end));
}
