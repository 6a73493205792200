import { decoded } from '../text/entities';

/** Percent codes of one character in UTF-8 or of one byte, entities, and escapes of JSON and JavaScript. */
const ESCAPE =
	/%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-4](?:%[89ab][0-9a-f]){3}|%[0-9a-f]{2}|&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/gi;
const BEGUN = /(?:%[0-9a-f]?|&#?[0-9a-z]{0,7}|\\[ux]?[0-9a-f]{0,3})$/i;
const MAX_BEGUN_LENGTH = 10;
const CONTROLS: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A stretch of a text, in characters; without its end. */
export interface Range {
	start: number;
	end: number;
}

/** A text with its escapes undone once, and where its characters stood. */
export class Unescaped {
	readonly text: string;
	/** What each escape became, and what it was: in the order of the text. */
	readonly #became: Range[] = [];
	readonly #was: Range[] = [];

	constructor(source: string) {
		let shorter = 0;
		this.text = source.replaceAll(ESCAPE, (escape, position: number) => {
			const character = characterOf(escape);
			const start = position - shorter;
			this.#was.push({ start: position, end: position + escape.length });
			this.#became.push({ start, end: start + character.length });
			shorter += escape.length - character.length;
			return character;
		});
	}

	get hadEscapes(): boolean {
		return this.#was.length > 0;
	}

	inSource({ start, end }: Range): Range {
		return { start: this.#placeOf(start).start, end: this.#placeOf(end - 1).end };
	}

	#placeOf(position: number): Range {
		let before = 0;
		let after = this.#became.length;
		while (before < after) {
			const middle = (before + after) >>> 1;
			if (this.#became[middle].start <= position) before = middle + 1;
			else after = middle;
		}
		if (before === 0) return { start: position, end: position + 1 };
		const became = this.#became[before - 1];
		const was = this.#was[before - 1];
		if (position < became.end) return was;
		const start = was.end + position - became.end;
		return { start, end: start + 1 };
	}
}

/** Without an escape that has begun at the end of a text that was cut. */
export function withoutBegunEscape(text: string): string {
	const begun = BEGUN.exec(text.slice(-MAX_BEGUN_LENGTH));
	return begun ? text.slice(0, text.length - begun[0].length) : text;
}

function characterOf(escape: string): string {
	if (escape.startsWith('&')) return decoded(escape);
	if (escape.startsWith('%')) {
		if (escape.length === 3) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
		return Buffer.from(escape.replaceAll('%', ''), 'hex').toString();
	}
	if (escape.length > 2) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
	return CONTROLS[escape[1]] ?? escape[1];
}
