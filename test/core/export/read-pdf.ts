import { inflateSync } from 'node:zlib';

/** A text of a page, as it was written in one go; points from the lower left corner. */
export interface PdfText {
	text: string;
	x: number;
	y: number;
	/** Points. */
	size: number;
	width: number;
}

export interface ReadPdf {
	pages: PdfText[][];
	/** As it stands in the file. */
	created: string;
}

interface PdfObject {
	dictionary: string;
	stream?: Buffer;
}

/**
 * What a reader sees and copies out of a PDF: every object by the table at its end, every letter by the map of its font, and how wide
 * the font says that it is. Of PDF, what our files have.
 */
export function readPdf(file: Buffer): ReadPdf {
	return new Reader(file).read();
}

class Reader {
	readonly #objects = new Map<string, PdfObject>();
	readonly #fonts = new Map<string, Letters>();
	readonly #trailer: string;

	constructor(private readonly file: Buffer) {
		const text = file.toString('latin1');
		const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
		const [entries, trailer] = text.slice(table).split('trailer');
		this.#trailer = trailer;
		const [, first, count] = /^xref\s+(\d+) (\d+)\s/.exec(entries) ?? [];
		if (first !== '0') throw new Error('no table of objects');
		const offsets = [...entries.matchAll(/(\d{10}) \d{5} ([nf])/g)];
		if (offsets.length !== Number(count)) throw new Error('the table of objects is not as long as it says');
		for (const [id, [, offset, use]] of offsets.entries()) if (use === 'n') this.#objects.set(String(id), this.#objectAt(id, Number(offset)));
	}

	read(): ReadPdf {
		const root = this.#follow(this.#trailer, 'Root');
		const pages = this.#follow(root.dictionary, 'Pages');
		const kids = [...(/\/Kids \[([^\]]*)\]/s.exec(pages.dictionary)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, id]) => this.#object(id));
		if (Number(/\/Count (\d+)/.exec(pages.dictionary)?.[1]) !== kids.length) throw new Error('not as many pages as it says');
		return { pages: kids.map((page) => this.#textsOf(page)), created: this.#follow(this.#follow(this.#trailer, 'Info').dictionary, 'CreationDate').dictionary };
	}

	#objectAt(id: number, offset: number): PdfObject {
		const end = this.file.indexOf('endobj', offset);
		const streamAt = this.file.indexOf('stream\n', offset);
		const head = this.file.toString('latin1', offset, streamAt !== -1 && streamAt < end ? streamAt : end);
		if (!head.startsWith(`${id} 0 obj`)) throw new Error(`no object ${id} where the table says`);
		const length = /\/Length (\d+)/.exec(head)?.[1];
		if (length === undefined) return { dictionary: head };
		const from = streamAt + 'stream\n'.length;
		const stored = this.file.subarray(from, from + Number(length));
		if (this.file.toString('latin1', from + stored.length, from + stored.length + 10) !== '\nendstream') throw new Error(`object ${id} is not as long as it says`);
		return { dictionary: head, stream: head.includes('/FlateDecode') ? inflateSync(stored) : stored };
	}

	#object(id: string): PdfObject {
		const found = this.#objects.get(id);
		if (!found) throw new Error(`no object ${id}`);
		return found;
	}

	#follow(dictionary: string, name: string): PdfObject {
		return this.#object(new RegExp(`/${name}\\s+\\[?(\\d+) 0 R`).exec(dictionary)?.[1] ?? name);
	}

	#textsOf(page: PdfObject): PdfText[] {
		const fonts = /\/Font <<(.*?)>>/s.exec(this.#follow(page.dictionary, 'Resources').dictionary)?.[1] ?? '';
		const texts: PdfText[] = [];
		for (const [, block] of String(this.#follow(page.dictionary, 'Contents').stream?.toString('latin1')).matchAll(/\bBT\n(.*?)\bET\n/gs)) {
			const [, x, y] = /1 0 0 1 (\S+) (\S+) Tm/.exec(block) ?? [];
			const [, font, size] = /\/(\w+) (\S+) Tf/.exec(block) ?? [];
			const letters = this.#lettersOf(new RegExp(`/${font} (\\d+) 0 R`).exec(fonts)?.[1] ?? 'none');
			const glyphs = [...block.matchAll(/\[(.*?)\] TJ/gs)].flatMap(([, shown]) => [...shown.matchAll(/<([0-9a-f]+)>/g)]).flatMap(([, hex]) => hex.match(/.{4}/g) ?? []);
			const read = glyphs.map((glyph) => letters.of(glyph));
			texts.push({ text: read.map(({ text }) => text).join(''), x: Number(x), y: Number(y), size: Number(size), width: (read.reduce((sum, { width }) => sum + width, 0) * Number(size)) / 1_000 });
		}
		return texts;
	}

	#lettersOf(id: string): Letters {
		let letters = this.#fonts.get(id);
		if (!letters) {
			const { dictionary } = this.#object(id);
			const widths = /\/W \[0 \[([^\]]*)\]/s.exec(this.#follow(dictionary, 'DescendantFonts').dictionary)?.[1] ?? '';
			letters = new Letters(String(this.#follow(dictionary, 'ToUnicode').stream), widths.trim().split(/\s+/).map(Number));
			this.#fonts.set(id, letters);
		}
		return letters;
	}
}

class Letters {
	readonly #texts: string[] = [];

	constructor(
		map: string,
		private readonly widths: readonly number[],
	) {
		for (const [, section] of map.matchAll(/beginbfrange(.*?)endbfrange/gs)) {
			for (const [, from, list] of section.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/gs)) {
				for (const [at, [, hex]] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries()) this.#texts[parseInt(from, 16) + at] = textOf(hex);
			}
		}
	}

	of(glyph: string): { text: string; width: number } {
		const [text, width] = [this.#texts[parseInt(glyph, 16)], this.widths[parseInt(glyph, 16)]];
		if (text === undefined || width === undefined || glyph === '0000') throw new Error(`no letter ${glyph}`);
		return { text, width };
	}
}

function textOf(hex: string): string {
	return String.fromCharCode(...(hex.replaceAll(' ', '').match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16)));
}
