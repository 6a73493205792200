import { STYLES, type StyleName, type Typefaces } from './styles';

/** A piece of text in a line. */
export interface Piece {
	text: string;
	style: StyleName;
	/** From the left edge of what is printed on; points. */
	x: number;
}

export interface Line {
	pieces: Piece[];
	/** Points. */
	height: number;
}

/** Lines that belong together. */
export interface Block {
	lines: Line[];
	hasCodePoints: boolean;
}

export type Pair = readonly [label: string, value: string];

/** What is printed on, within the margins of A4; points. */
export const PRINTED = { width: 511, height: 740 };

const LABEL_WIDTH = 94;
const GAP = 6;
const COLUMNS = 2;
/** Characters: more than three lines of a column. */
const LONG = 110;
/** Of a value of which nothing is known. */
const NOTHING = '–';

/** Makes blocks of texts: lines are broken here, and no part of a text is lost. */
export class Blocks {
	constructor(private readonly typefaces: Typefaces) {}

	/** A text over the whole width. */
	text(value: string, style: StyleName): Block {
		return this.#cell(value, style, 0, PRINTED.width);
	}

	/** Labels with their values, in columns, row by row; a long value has a row of its own. */
	pairs(pairs: readonly Pair[], columns = COLUMNS): Block {
		return joined(rowsOf(pairs, columns).map((row) => this.#row(row, PRINTED.width / (row.some(isLong) ? 1 : columns))));
	}

	#row(pairs: readonly Pair[], width: number): Block {
		return beside(
			pairs.flatMap(([label, value], column) => [
				this.#cell(label, 'label', column * width, LABEL_WIDTH),
				this.#cell(value === '' ? NOTHING : value, value === '' ? 'label' : 'value', column * width + LABEL_WIDTH + GAP, width - LABEL_WIDTH - 2 * GAP),
			]),
		);
	}

	#cell(value: string, style: StyleName, x: number, width: number): Block {
		const { text, hasCodePoints } = this.typefaces[style].shown(value);
		const lines = this.typefaces[style].linesOf(text, width);
		return { lines: lines.map((line) => ({ pieces: [{ text: line, style, x }], height: STYLES[style].leading })), hasCodePoints };
	}
}

function rowsOf(pairs: readonly Pair[], columns: number): Pair[][] {
	const rows: Pair[][] = [];
	for (const pair of pairs) {
		const row = rows.at(-1);
		if (!row || row.length === columns || row.some(isLong) || isLong(pair)) rows.push([pair]);
		else row.push(pair);
	}
	return rows;
}

function isLong([, value]: Pair): boolean {
	return value.length > LONG;
}

/** One below the other. */
export function joined(blocks: readonly Block[]): Block {
	return { lines: blocks.flatMap(({ lines }) => lines), hasCodePoints: blocks.some(({ hasCodePoints }) => hasCodePoints) };
}

function beside(cells: readonly Block[]): Block {
	const lines = Array.from({ length: Math.max(...cells.map((cell) => cell.lines.length)) }, (_, at): Line => {
		const present = cells.flatMap((cell) => cell.lines.slice(at, at + 1));
		return { pieces: present.flatMap(({ pieces }) => pieces), height: Math.max(...present.map(({ height }) => height)) };
	});
	return { lines, hasCodePoints: cells.some(({ hasCodePoints }) => hasCodePoints) };
}
