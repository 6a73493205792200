import { csvRow } from '../../csv/write-csv';
import type { Field, Fields } from './fields';

/** A header and one row. Fields within fields have the names of both, with a dot: `call.agentName`; those of a list their number, from 1. */
export function csvMetadata(fields: Fields): string {
	const columns = new Map<string, string>();
	flatten(fields, '', columns);
	return csvRow([...columns.keys()]) + csvRow([...columns.values()]);
}

function flatten(fields: Fields, above: string, columns: Map<string, string>): void {
	for (const name of Object.keys(fields)) flattenOne(fields[name], `${above}${name}`, columns);
}

function flattenOne(field: Field, name: string, columns: Map<string, string>): void {
	if (Array.isArray(field)) field.forEach((one, index) => flattenOne(one, `${name}.${index + 1}`, columns));
	else if (typeof field === 'object') flatten(field, `${name}.`, columns);
	else columns.set(uniqueIn(columns, name), String(field));
}

// A dot can be part of a name.
function uniqueIn(columns: ReadonlyMap<string, string>, name: string): string {
	let unique = name;
	for (let count = 2; columns.has(unique); count++) unique = `${name} ${count}`;
	return unique;
}
