import { RecordingError } from '../../../errors/recording-error';

/** An expression that Azure would refuse; shows it with the place marked. */
export function tagExpressionError(
	problem: string,
	expression: string,
	place?: { start: number; end: number },
	advice?: string,
): RecordingError {
	return new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'find',
		detail: `${problem}: ${place ? marked(expression, place) : expression}`,
		advice:
			advice ?? "Write conditions like RecordingType = 'CALL' AND StoredTime >= '2026-01-31T00:00:00Z', joined by AND.",
	});
}

function marked(expression: string, { start, end }: { start: number; end: number }): string {
	const found = expression.slice(start, end) || 'end';
	return `${expression.slice(0, start)}→${found}←${expression.slice(end)} (character ${start + 1})`;
}
