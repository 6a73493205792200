import type { ExportedItem } from '../../item';
import { dateTimeOf } from '../../names/render';
import type { CdrColumn } from '../columns';
import { Blocks, joined, type Block, type Pair } from './block';
import { Pages } from './pages';
import { readTypefaces } from './styles';

/** What the list says of itself. */
export interface ListFacts {
	job: string;
	run: string;
	/** When the run began. */
	started: Date;
	records: number;
	/** IANA name. */
	zone?: string;
}

const NUMBERS = new Intl.NumberFormat('en-US');

/** Call detail records on pages: a head, a block for each record, and an end that says how many there were. */
export class PrintedList {
	readonly #blocks: Blocks;
	readonly #pages: Pages;
	#records = 0;
	#withCodePoints = 0;

	/** `heading`: the first of these that a record has is its heading. */
	constructor(
		facts: ListFacts,
		private readonly columns: readonly CdrColumn[],
		private readonly headings: readonly CdrColumn[],
	) {
		const typefaces = readTypefaces();
		this.#blocks = new Blocks(typefaces);
		this.#pages = new Pages({ title: `Call detail records: ${facts.job}`, created: facts.started, footer: `Call detail records of the run ${facts.run}` }, typefaces);
		this.#pages.add(this.#head(facts));
	}

	add(item: ExportedItem): void {
		this.#records++;
		const name = this.headings.map((column) => column.valueOf(item)).find((value) => value !== '') ?? '';
		const block = joined([
			this.#blocks.text(`${NUMBERS.format(this.#records)}   ${name}`, 'heading'),
			this.#blocks.pairs(this.columns.map((column): Pair => [column.header, column.valueOf(item)])),
		]);
		if (block.hasCodePoints) this.#withCodePoints++;
		this.#pages.add(block, { gap: 12, hasRule: true });
	}

	end(): void {
		const end = `End of the list: ${inWords(this.#records)}.`;
		const letters = `In ${inWords(this.#withCodePoints)} letters that the font of this file lacks stand as their numbers in Unicode, such as <U+4E2D>.`;
		this.#pages.add(this.#blocks.text(this.#withCodePoints > 0 ? `${end} ${letters}` : end, 'small'), { gap: 16, hasRule: true });
		this.#pages.end();
	}

	/** What has come together of the file. */
	read(): Buffer | null {
		return this.#pages.read();
	}

	#head({ job, run, started, records, zone }: ListFacts): Block {
		const inUtc = started.toISOString().replace(/\.\d+/, '');
		const inZone = zone === undefined ? undefined : dateTimeOf(inUtc, zone)?.toISO({ suppressMilliseconds: true });
		const pairs: Pair[] = [['Job', job], ['Run', run], ['Started (UTC)', inUtc], ...(inZone ? [[`Started (${zone})`, inZone] as const] : []), ['Records', NUMBERS.format(records)]];
		return joined([this.#blocks.text('Call detail records', 'title'), this.#blocks.pairs(pairs, 1)]);
	}
}

function inWords(records: number): string {
	return records === 1 ? '1 record' : `${NUMBERS.format(records)} records`;
}
