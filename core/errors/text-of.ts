/** Anything that can be thrown, as text. Never throws itself: not even `String()` takes every value. */
export function textOf(value: unknown): string {
	try {
		const { message } = Object(value) as { message?: unknown };
		return value instanceof Error && typeof message === 'string' ? message : String(value);
	} catch {
		return `something that cannot be printed (${typeof value})`;
	}
}
