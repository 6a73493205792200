import type { Values } from '../conversation';
import { addValue } from '../xml/element';

/** A comma in a key would make a line of CSV with a time in it a pair. */
const PAIR = /^\s*([^:=,;\t]{1,80}?)\s*[:=]\s?(.*)$/;
const MAX_LINES = 10_000;

export interface TextForm {
	fields: Values;
	/** Lines that are no pair. */
	lines: string[];
}

/** Whether most lines are `key: value` or `key = value`. */
export function isTextForm(text: string): boolean {
	const lines = text.split(/\r\n|\r|\n/, 50).filter((line) => line.trim() !== '');
	return lines.filter((line) => PAIR.test(line)).length * 2 > lines.length;
}

/** Pairs, a line each. A key without a value has the lines that follow it, to the next blank one or the next key. */
export function readTextForm(text: string): TextForm {
	const fields: Values = {};
	const others: string[] = [];
	let open: string | undefined;
	for (const line of text.split(/\r\n|\r|\n/, MAX_LINES)) {
		const written = line.trim();
		const pair = PAIR.exec(line);
		const isListed = open !== undefined && (/^\s/.test(line) || /^[-*•]/.test(written));
		if (written === '') open = undefined;
		else if (isListed) addValue(fields, open as string, written.replace(/^[-*•]\s*/, ''));
		else if (!pair && open !== undefined) addValue(fields, open, written);
		else if (!pair) others.push(written);
		else if (pair[2].trim() === '') open = pair[1];
		else {
			open = undefined;
			addValue(fields, pair[1], pair[2].trim());
		}
	}
	return { fields, lines: others };
}
