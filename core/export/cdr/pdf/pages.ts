import { PRINTED, type Block, type Line, type Piece } from './block';
import { FONTS, PDFDocument } from './library';
import { STYLES, type Typefaces } from './styles';

const A4 = { width: 595.28, height: 841.89 };
const LEFT = (A4.width - PRINTED.width) / 2;
const TOP = 46;
const BOTTOM = TOP + PRINTED.height;
const FOOTER_AT = BOTTOM + 20;
const RULE_COLOUR = '#c4c7c5';
/** The library keeps how a word is written, for as long as the document lasts, unless features of the font are asked for. */
const NOT_KEPT: PDFKit.Mixins.OpenTypeFeatures[] = [];
/** What it would measure again, and needs for underlines and links alone. */
const MEASURED = { textWidth: 0, wordCount: 1 };

const CODE_POINTS = 'Such as <U+4E2D>: a letter that the font of this file lacks, by its number in Unicode.';

export interface About {
	title: string;
	created: Date;
	/** On each page. */
	footer: string;
}

/** The pages of a document, one after the other: what was drawn goes out, and is not kept. */
export class Pages {
	readonly #document: PDFKit.PDFDocument;
	#number = 0;
	#y = TOP;
	#hasCodePoints = false;

	constructor(
		private readonly about: About,
		private readonly typefaces: Typefaces,
	) {
		const { title, created } = about;
		this.#document = new PDFDocument({
			autoFirstPage: false,
			size: [A4.width, A4.height],
			margin: 0,
			// None of those that readers have: they know Western letters alone.
			font: null as unknown as string,
			info: { Title: title, Creator: 'n8n-nodes-call-recordings', CreationDate: created },
			lang: 'en',
			pdfVersion: '1.7',
		});
		for (const [name, bytes] of Object.entries(FONTS)) this.#document.registerFont(name, bytes);
		this.#begin();
	}

	/** `gap`: above it, unless a page begins with it; points. A block that fits on a page is on one. */
	add({ lines, hasCodePoints }: Block, { gap = 0, hasRule = false } = {}): void {
		const height = lines.reduce((sum, line) => sum + line.height, 0);
		if (this.#y > TOP) {
			if (this.#y + gap + height > BOTTOM && height <= PRINTED.height) this.#turn();
			else this.#y += gap;
		}
		if (hasRule) this.#rule();
		for (const line of lines) {
			if (this.#y + line.height > BOTTOM) this.#turn();
			this.#hasCodePoints ||= hasCodePoints;
			this.#draw(line);
		}
	}

	/** What has come together of the file. */
	read(): Buffer | null {
		return this.#document.read() as Buffer | null;
	}

	end(): void {
		this.#finish();
		this.#document.end();
	}

	#turn(): void {
		this.#finish();
		this.#begin();
	}

	#begin(): void {
		this.#document.addPage();
		this.#number++;
		this.#y = TOP;
		this.#hasCodePoints = false;
	}

	#finish(): void {
		const { leading } = STYLES.small;
		this.#write({ text: this.about.footer, style: 'small', x: 0 }, FOOTER_AT);
		const page = `Page ${this.#number}`;
		this.#write({ text: page, style: 'small', x: PRINTED.width - this.typefaces.small.widthOf(page) }, FOOTER_AT);
		if (this.#hasCodePoints) this.#write({ text: CODE_POINTS, style: 'small', x: 0 }, FOOTER_AT + leading);
	}

	#rule(): void {
		const y = this.#y - 3;
		this.#document.moveTo(LEFT, y).lineTo(LEFT + PRINTED.width, y).lineWidth(0.5).strokeColor(RULE_COLOUR).stroke();
	}

	#draw({ pieces, height }: Line): void {
		const baseline = this.#y + 0.72 * height;
		for (const piece of pieces) this.#write(piece, baseline);
		this.#y += height;
	}

	#write({ text, style, x }: Piece, baseline: number): void {
		const { font, size, colour } = STYLES[style];
		const features = style === 'label' ? undefined : NOT_KEPT;
		this.#document.font(font, size).fillColor(colour).text(text, LEFT + x, baseline, { ...MEASURED, lineBreak: false, baseline: 'alphabetic', features });
	}
}
