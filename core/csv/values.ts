/** What a spreadsheet, or who typed it, can have done to a value. */
export const VALUE_PROBLEMS = {
	DURATION_UNREADABLE: 'the text is no number of seconds, and no hours, minutes and seconds',
	NUMBER_ROUNDED: 'a spreadsheet has rounded the number, and its last digits are lost',
} as const;

/** `="0123"`, by which Excel is kept from taking a text for a number. */
const EXCEL_TEXT = /^="([^"]*)"$/;
/** `'0123`, the same in another way; in front of other letters an apostrophe is one. */
const APOSTROPHE = /^'(?=[\d+(])/;
const EQUALS = 61;
const APOSTROPHE_CODE = 39;
const SPACE = 32;
const DELETE = 127;
const ZERO = 48;
const NINE = 57;
const MAX_DIGITS = 9;
/** `1.41556E+10`: what Excel saves of a long number. */
const ROUNDED = /^\d(?:[.,]\d+)?e\+\d+$/i;

/** The value without blanks, and without what a spreadsheet needs around it. */
export function plainText(text: string, isNumber: boolean): string {
	const trimmed = isTrimmed(text) ? text : text.trim();
	const first = trimmed.charCodeAt(0);
	if (first !== EQUALS && first !== APOSTROPHE_CODE) return trimmed;
	const inside = EXCEL_TEXT.exec(trimmed);
	if (inside) return inside[1];
	return isNumber ? trimmed.replace(APOSTROPHE, '') : trimmed;
}

/** For most texts a look at both ends is enough. */
function isTrimmed(text: string): boolean {
	return isNoBlank(text.charCodeAt(0)) && isNoBlank(text.charCodeAt(text.length - 1));
}

function isNoBlank(code: number): boolean {
	return code > SPACE && code < DELETE;
}

export function isRounded(text: string): boolean {
	const second = text.charCodeAt(1);
	return (second < ZERO || second > NINE) && ROUNDED.test(text);
}

/**
 * `125` or `0:02:05`, in seconds. That a plain number counts seconds is inferred: of 8x8, a customer's script takes it for a
 * whole number, and the vendor's page says "Duration of the phone call" alone. `02:05` could be two things, and is neither.
 */
export function parseDuration(text: string): number | undefined {
	const whole = wholeNumber(text);
	if (whole !== undefined) return whole;
	if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Number(text);
	const clock = /^(\d{1,4}):([0-5]?\d):([0-5]?\d(?:\.\d+)?)$/.exec(text);
	return clock ? Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3]) : undefined;
}

function wholeNumber(text: string): number | undefined {
	if (text.length > MAX_DIGITS || text.length === 0) return undefined;
	let number = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < ZERO || code > NINE) return undefined;
		number = number * 10 + code - ZERO;
	}
	return number;
}
