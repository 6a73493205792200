import { RecordingError } from '../../core/errors/recording-error';

/** What reads parameters: the context of an execution, or of a poll by `ofPoll`. */
export interface ParameterContext {
	getNodeParameter(name: string, itemIndex: number, fallback?: unknown): unknown;
	getTimezone(): string;
}

// An expression can give a parameter any type, whatever its form says: what is no text or number is refused by the
// label of its field, instead of failing somewhere inside, or of counting as nothing and listing everything.

/** A parameter as text, untrimmed; numbers become text. Throws INVALID_REQUEST for nothing, objects and the like. */
export function textOf(value: unknown, label: string): string {
	if (typeof value === 'string') {
		if (!/\p{Surrogate}/u.test(value)) return value;
		throw settingError(`"${label}" has one half of a character`, 'Something cut the text in the middle of a character.');
	}
	if (typeof value === 'number' && !Number.isNaN(value)) return String(value);
	if (value === undefined || value === null) {
		throw settingError(
			`"${label}" is an expression that gives nothing`,
			'Check the expression. If the field may be empty, let it give an empty text: {{ $json.field ?? "" }}.',
		);
	}
	throw settingError(`"${label}" is ${nameOf(value)}, not text`, 'Check the expression: it must give a text.');
}

interface Range {
	min: number;
	max?: number;
}

/** A parameter as a number; text that holds one counts too. Throws INVALID_REQUEST for anything else. */
export function numberOf(value: unknown, label: string, { min, max }: Range): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number) && number >= min && number <= (max ?? Infinity)) return number;
	const takes = max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
	throw settingError(`"${label}" is ${nameOf(value)}, which is no number ${takes}`, `Set "${label}" to a number ${takes}.`);
}

/** A parameter as a whole number, rounded down. Nothing, or an empty field, gives the fallback where there is one. */
export function countOf(value: unknown, label: string, { fallback, min = 1, max }: Partial<Range> & { fallback?: number } = {}): number {
	if (fallback !== undefined && (value === undefined || value === null || value === '')) return fallback;
	return Math.floor(numberOf(value, label, { min, max }));
}

/** A switch; an expression may give it as text. Throws INVALID_REQUEST for what is neither yes nor no. */
export function flagOf(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (text === 'true' || text === 'false') return text === 'true';
	throw settingError(`"${label}" is ${nameOf(value)}, which is neither true nor false`, `Set "${label}" to true or false.`);
}

/** Names that are separated by commas; an expression may give a list. None for nothing. */
export function namesOf(value: unknown, label: string): string[] {
	if (value === undefined || value === '') return [];
	return textOf(Array.isArray(value) ? value.join() : value, label)
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
}

/** One of the values of a list. Throws INVALID_REQUEST for another one, out of an expression. */
export function choiceOf<Choice extends string>(value: unknown, label: string, choices: readonly Choice[]): Choice {
	const found = choices.find((choice) => choice === value);
	if (found !== undefined) return found;
	throw settingError(`"${label}" is ${nameOf(value)}, which is not one of its choices`, `Choose one, or let the expression give one of: ${choices.join(', ')}.`);
}

/** What a resource locator holds and how it was chosen; an expression may stand in the place of the whole locator. */
export function locatorOf(context: ParameterContext, name: string, itemIndex: number): { mode?: unknown; value?: unknown } {
	const parameter: unknown = context.getNodeParameter(name, itemIndex, '');
	return isLocator(parameter) ? parameter : { value: parameter };
}

/** An error for a setting that cannot be meant. */
export function settingError(detail: string, advice: string): RecordingError {
	return new RecordingError({ code: 'INVALID_REQUEST', operation: 'read the settings', detail, advice });
}

function isLocator(parameter: unknown): parameter is { mode?: unknown; value?: unknown } {
	return typeof parameter === 'object' && parameter !== null && '__rl' in parameter;
}

const MAX_LENGTH_SHOWN = 60;

function nameOf(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
	return String(value).trim().slice(0, MAX_LENGTH_SHOWN) || 'empty';
}
