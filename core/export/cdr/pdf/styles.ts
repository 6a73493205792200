import { FONTS, readFont } from './library';
import { Typeface } from './typeface';

export type StyleName = 'title' | 'heading' | 'label' | 'value' | 'small';

export interface Style {
	font: keyof typeof FONTS;
	/** Points. */
	size: number;
	colour: string;
	/** From line to line; points. */
	leading: number;
}

const INK = '#1a1a1a';
const GREY = '#5f6368';

export const STYLES: Record<StyleName, Style> = {
	title: { font: 'bold', size: 17, colour: INK, leading: 22 },
	heading: { font: 'bold', size: 9.5, colour: INK, leading: 13 },
	label: { font: 'regular', size: 7.5, colour: GREY, leading: 11 },
	value: { font: 'regular', size: 8, colour: INK, leading: 11 },
	small: { font: 'regular', size: 7, colour: GREY, leading: 10 },
};

/** What each style writes with. */
export type Typefaces = Record<StyleName, Typeface>;

export function readTypefaces(): Typefaces {
	const fonts = { regular: readFont(FONTS.regular), bold: readFont(FONTS.bold) };
	const named = Object.entries(STYLES).map(([name, { font, size }]) => [name, new Typeface(fonts[font], size)]);
	return Object.fromEntries(named) as Typefaces;
}
