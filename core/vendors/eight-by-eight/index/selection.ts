import { normalized } from '../../../csv/headers';
import { CALL_FIELDS, type CallField, type IndexCall } from './call';
import { columnNamed, type ColumnName, type IndexColumn } from './columns';

/** Columns of a file whose text is kept beside the field that was read from it. */
const INTERPRETED: readonly ColumnName[] = ['localStart', 'localStop', 'utcStart', 'utcStop', 'duration'];
const FIELD_OF_COLUMN: Partial<Record<ColumnName, CallField>> = {
	localStart: 'startTime',
	utcStart: 'startTime',
	localStop: 'stopTime',
	utcStop: 'stopTime',
	duration: 'durationSeconds',
};

/** Fields of a call that are no column of a CSV file unless they are asked for. */
const BESIDE = ['vendor', 'line'] as const;

/** A call with the columns that were asked for. */
export type SelectedCall = Partial<IndexCall> & { indexPath?: string };

interface SelectedColumn {
	/** Of a CSV file; several where a field holds several texts. */
	headers: readonly string[];
	valuesOf(call: IndexCall): readonly (string | number | undefined)[];
	addTo(item: SelectedCall, call: IndexCall): void;
}

/**
 * The columns that were asked for, by their field (`agentName`) or their header (`AGENT NAME`), or `line`, `indexPath`,
 * `vendor`, `other` and `raw`; all for none.
 */
export class ColumnSelection {
	/** What was asked for and is nowhere. */
	readonly unknown: string[] = [];
	readonly #selected: SelectedColumn[];
	readonly #isAll: boolean;

	constructor(
		names: readonly string[],
		private readonly columns: readonly IndexColumn[],
		private readonly indexPath?: string,
	) {
		this.#isAll = names.length === 0;
		this.#selected = this.#isAll ? [...CALL_FIELDS.map(fieldOf), this.#others(), this.#raws()] : names.flatMap((name) => this.#find(name));
	}

	/** Headers of a CSV file. */
	get headers(): string[] {
		return this.#selected.flatMap(({ headers }) => headers);
	}

	/** Values of a CSV file. */
	toRow(call: IndexCall): string[] {
		const row: string[] = [];
		for (const column of this.#selected) for (const value of column.valuesOf(call)) row.push(value === undefined ? '' : String(value));
		return row;
	}

	toItem(call: IndexCall): SelectedCall {
		if (this.#isAll) return call;
		const item: SelectedCall = {};
		for (const column of this.#selected) column.addTo(item, call);
		return item;
	}

	#find(name: string): SelectedColumn[] {
		const wanted = normalized(name);
		const own = this.columns.find((column) => column.name === undefined && normalized(column.header) === wanted);
		if (own) return [otherOf(own.header)];
		const known = columnNamed(name);
		const field = [...CALL_FIELDS, ...BESIDE].find((one) => normalized(one) === wanted) ?? (known && (FIELD_OF_COLUMN[known] ?? (known as CallField)));
		if (field) return [fieldOf(field)];
		if (wanted === 'RAW') return [this.#raws()];
		if (wanted === 'OTHER') return [this.#others()];
		if (wanted === 'INDEXPATH') return [this.#path()];
		this.unknown.push(name);
		return [];
	}

	#others(): SelectedColumn {
		return textsOf('other', this.columns.filter(({ name }) => name === undefined));
	}

	#raws(): SelectedColumn {
		return textsOf('raw', this.columns.filter(({ name }) => name && INTERPRETED.includes(name)));
	}

	#path(): SelectedColumn {
		const { indexPath } = this;
		return {
			headers: ['indexPath'],
			valuesOf: () => [indexPath],
			addTo: (item) => void (indexPath !== undefined && (item.indexPath = indexPath)),
		};
	}
}

function fieldOf(field: CallField | (typeof BESIDE)[number]): SelectedColumn {
	return {
		headers: [field],
		valuesOf: (call) => [call[field]],
		addTo: (item, call) => {
			if (call[field] !== undefined) Object.assign(item, { [field]: call[field] });
		},
	};
}

/** One column of the file that is not known. */
function otherOf(header: string): SelectedColumn {
	return {
		headers: [header],
		valuesOf: (call) => [call.other?.[header]],
		addTo: (item, call) => {
			const text = call.other?.[header];
			if (text !== undefined) (item.other ??= {})[header] = text;
		},
	};
}

/** All texts of a field; in a CSV file, those of the columns. */
function textsOf(field: 'other' | 'raw', columns: readonly IndexColumn[]): SelectedColumn {
	return {
		headers: columns.map(({ header }) => header),
		valuesOf: (call) => columns.map(({ header }) => call[field]?.[header]),
		addTo: (item, call) => void (call[field] && (item[field] = { ...item[field], ...call[field] })),
	};
}
