import { CALL_FIELDS, type CallField, type IndexCall } from './call';
import { columnNamed, normalized, type ColumnName, type IndexColumn } from './columns';

/** Columns of a file whose text is kept beside the field that was read from it. */
const INTERPRETED: readonly ColumnName[] = ['localStart', 'localStop', 'utcStart', 'utcStop', 'duration'];
const FIELD_OF_COLUMN: Partial<Record<ColumnName, CallField>> = {
	localStart: 'startTime',
	utcStart: 'startTime',
	localStop: 'stopTime',
	utcStop: 'stopTime',
	duration: 'durationSeconds',
};

interface SelectedColumn {
	header: string;
	valueOf(call: IndexCall): string | number | undefined;
	addTo(item: Partial<IndexCall>, call: IndexCall): void;
}

/** The columns that were asked for, by their field (`agentName`) or their header (`AGENT NAME`); all for none. */
export class ColumnSelection {
	/** What was asked for and is nowhere. */
	readonly unknown: string[] = [];
	readonly #selected: SelectedColumn[];
	readonly #isAll: boolean;

	constructor(names: readonly string[], columns: readonly IndexColumn[]) {
		this.#isAll = names.length === 0;
		this.#selected = this.#isAll ? allOf(columns) : names.flatMap((name) => this.#find(name, columns));
	}

	/** Headers of a CSV file. */
	get headers(): string[] {
		return this.#selected.map(({ header }) => header);
	}

	/** Values of a CSV file. */
	toRow(call: IndexCall): string[] {
		return this.#selected.map((column) => String(column.valueOf(call) ?? ''));
	}

	toItem(call: IndexCall): Partial<IndexCall> {
		if (this.#isAll) return call;
		const item: Partial<IndexCall> = {};
		for (const column of this.#selected) column.addTo(item, call);
		return item;
	}

	#find(name: string, columns: readonly IndexColumn[]): SelectedColumn[] {
		const wanted = normalized(name);
		const own = columns.find((column) => column.name === undefined && normalized(column.header) === wanted);
		if (own) return [other(own.header)];
		const known = columnNamed(name);
		const field = CALL_FIELDS.find((one) => normalized(one) === wanted) ?? (known && (FIELD_OF_COLUMN[known] ?? (known as CallField)));
		if (field) return [fieldOf(field)];
		this.unknown.push(name);
		return [];
	}
}

function allOf(columns: readonly IndexColumn[]): SelectedColumn[] {
	return [
		...CALL_FIELDS.map(fieldOf),
		...columns.filter(({ name }) => name === undefined).map(({ header }) => other(header)),
		...columns.filter(({ name }) => name && INTERPRETED.includes(name)).map(({ header }) => raw(header)),
	];
}

function fieldOf(field: CallField): SelectedColumn {
	return {
		header: field,
		valueOf: (call) => call[field],
		addTo: (item, call) => {
			if (call[field] !== undefined) Object.assign(item, { [field]: call[field] });
		},
	};
}

function other(header: string): SelectedColumn {
	return {
		header,
		valueOf: (call) => call.other?.[header],
		addTo: (item, call) => {
			const text = call.other?.[header];
			if (text !== undefined) (item.other ??= {})[header] = text;
		},
	};
}

function raw(header: string): SelectedColumn {
	return { header, valueOf: (call) => call.raw?.[header], addTo: () => {} };
}
