import type { CsvRow } from '../../../csv/types';
import type { TableProblems } from './problems';

/** Names of the columns, each once: one that comes again, or is none, has its place in it. */
export function tableColumns({ fields, line }: CsvRow, problems: TableProblems): string[] {
	const seen = new Set<string>();
	return fields.map((field, at) => {
		const name = field.trim();
		// Of an object it would be no field of its own.
		const isUsable = name !== '' && name !== '__proto__' && !seen.has(name.toLowerCase());
		if (!isUsable) problems.add('REPEATED_COLUMN', line, name);
		seen.add(name.toLowerCase());
		return isUsable ? name : `${name} (column ${at + 1})`.trimStart();
	});
}

/** Where a column stands, whatever the case of its name; -1 for nowhere. */
export function columnIndex(columns: readonly string[], name: string): number {
	const wanted = name.trim().toLowerCase();
	return columns.findIndex((column) => column.toLowerCase() === wanted);
}
