import type { Font } from './library';

/** Text, as a font can show it. */
export interface Shown {
	text: string;
	/** Letters that the font lacks stand in it as their code points. */
	hasCodePoints: boolean;
}

/** What nobody sees, or what turns the text around it: marks of formats and directions, line ends, code points without a character. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** A line may end after these. A word that is longer than a line ends anywhere. */
const BREAKS = new Set([...' -/_;,>']);

/** One font at one size: which letters it has, and how wide they are. It has no kerning and no ligatures, so a text is as wide as its letters. */
export class Typeface {
	/** Of the letters that it has and that were asked for; points. */
	readonly #widths = new Map<string, number>();

	constructor(
		private readonly font: Font,
		private readonly size: number,
	) {}

	/** Letters of which the font has no picture become `<U+4E2D>`, and so does what nobody would see. Accents go with their letter. */
	shown(value: string): Shown {
		let text = '';
		let hasCodePoints = false;
		for (const letter of value.normalize('NFC')) {
			const isShown = this.#widthOf(letter) !== undefined;
			hasCodePoints ||= !isShown;
			text += isShown ? letter : `<U+${codePointOf(letter).toString(16).toUpperCase().padStart(4, '0')}>`;
		}
		return { text, hasCodePoints };
	}

	/** Of what can be shown; in points. */
	widthOf(text: string): number {
		let width = 0;
		for (const letter of text) width += this.#widthOf(letter) ?? 0;
		return width;
	}

	/** Lines of what can be shown, of at most this width, in points; together they are the text. A blank may stand beyond the edge. */
	linesOf(text: string, width: number): string[] {
		const lines: string[] = [];
		let [from, breakAt, at, used] = [0, 0, 0, 0];
		for (const letter of text) {
			const more = this.#widthOf(letter) ?? 0;
			while (used + more > width && letter !== ' ' && at > from) {
				const end = breakAt > from ? breakAt : at;
				lines.push(text.slice(from, end));
				from = end;
				used = this.widthOf(text.slice(from, at));
			}
			used += more;
			at += letter.length;
			if (BREAKS.has(letter)) breakAt = at;
		}
		return [...lines, text.slice(from)];
	}

	/** Undefined for a letter that cannot be shown. */
	#widthOf(letter: string): number | undefined {
		const known = this.#widths.get(letter);
		if (known !== undefined) return known;
		const codePoint = codePointOf(letter);
		if (!this.font.hasGlyphForCodePoint(codePoint) || INVISIBLE.test(letter)) return undefined;
		const width = (this.font.glyphForCodePoint(codePoint).advanceWidth * this.size) / this.font.unitsPerEm;
		this.#widths.set(letter, width);
		return width;
	}
}

function codePointOf(letter: string): number {
	return letter.codePointAt(0) ?? 0;
}
