const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/**
 * One row as RFC 4180 has it, with its CRLF. Values stay true: one that begins with `=`, `+`, `-` or `@` is not
 * altered, though a spreadsheet would take it for a formula. Import such a file as text.
 */
export function csvRow(values: readonly string[]): string {
	const row = values.map(csvField).join(',');
	// A row of one empty field would be a blank line, which is no row.
	return `${row === '' ? '""' : row}\r\n`;
}

function csvField(value: string): string {
	return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
