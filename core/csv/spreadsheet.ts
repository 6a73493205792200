/** What Excel, LibreOffice and Google Sheets take for the beginning of a formula, in Asian full width too. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠]|^[\t\r]/;
/** A number, or a phone number, computes nothing. */
const NUMBER = /^[+-]?[\d ().,/-]*$/;

/**
 * A value that no spreadsheet computes: an apostrophe stands before what would be a formula. It is shown, and is not part of the value,
 * so it is for files that are looked at, not for evidence. See https://owasp.org/www-community/attacks/CSV_Injection.
 */
export function withoutFormula(value: string): string {
	return FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}
