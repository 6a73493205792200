import type { IDataObject } from 'n8n-workflow';
import { cutText } from '../../core/secrets/cut';
import type { DateOrder } from '../../core/time/date-text';
import { isTimeZone } from '../../core/time/zone';
import type { ColumnMapping } from '../../core/vendors/verba';
import { choiceOf, flagOf, settingError, textOf } from './parameters';

const DATE_ORDERS = ['auto', 'dayFirst', 'monthFirst'] as const;

/** How a text file writes its tables; undefined for what is to be found out. */
export interface CsvSettings {
	separator?: string;
	encoding?: string;
	dateOrder?: DateOrder;
}

/** Reads the options of `descriptions/csv.ts`. Throws INVALID_REQUEST that names the field. */
export function csvSettingsOf(options: IDataObject): CsvSettings {
	const dateOrder = choiceOf(options.dateOrder ?? 'auto', 'Date Order', DATE_ORDERS);
	return {
		separator: separatorOf(options.separator),
		encoding: encodingOf(options.encoding),
		dateOrder: dateOrder === 'auto' ? undefined : dateOrder,
	};
}

function encodingOf(value: unknown = 'auto'): string | undefined {
	const encoding = textOf(value, 'Encoding').trim();
	if (encoding === 'auto') return undefined;
	try {
		return new TextDecoder(encoding).encoding;
	} catch {
		throw settingError(`"Encoding" is "${cutText(encoding, 40)}", which is none`, 'Choose one, or let the expression give a name such as utf-8 or windows-1252.');
	}
}

function separatorOf(value: unknown = 'auto'): string | undefined {
	const separator = textOf(value, 'Separator');
	if (separator === 'auto') return undefined;
	if (separator.length === 1 && !/["\r\n]/.test(separator)) return separator;
	throw settingError(`"Separator" is "${cutText(separator, 40)}", which is not one character`, 'Choose one, or let the expression give a character such as a comma.');
}

/** The option "Protect From Formulas" of an output that is CSV. */
export function protectsFormulas({ protectFormulas = true }: IDataObject): boolean {
	return flagOf(protectFormulas, 'Protect From Formulas');
}

/** The option "Time Zone"; undefined for that of the workflow. */
export function timeZoneOf(value: unknown): string | undefined {
	if (value === undefined || value === '') return undefined;
	const zone = textOf(value, 'Time Zone').trim();
	if (zone === '' || isTimeZone(zone)) return zone || undefined;
	throw settingError(`"Time Zone" is "${cutText(zone, 60)}", which is none`, 'Choose one, or let the expression give a name such as Europe/Zurich.');
}

/** The option "Column Mapping": header to field. */
export function columnMappingOf(value: unknown): ColumnMapping | undefined {
	const { columns = [] } = Object(value) as { columns?: unknown };
	if (!Array.isArray(columns)) throw settingError('"Column Mapping" is no list of columns', 'Set each column by itself.');
	const pairs = (columns as { header?: unknown; field?: unknown }[]).map(({ header, field }) => [textOf(header, 'Header').trim(), textOf(field, 'Field').trim()]);
	const half = pairs.find(([header, field]) => (header === '') !== (field === ''));
	if (half) throw settingError(`a column of "Column Mapping" has no ${half[0] === '' ? 'Header' : 'Field'}`, 'Fill in both, or remove it.');
	return Object.fromEntries(pairs.filter(([header]) => header !== '')) as Record<string, string>;
}
