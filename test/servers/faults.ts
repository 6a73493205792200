/** What goes wrong with one answer. Everything that is absent goes right. */
export interface Fault {
	/** Closes the connection before any answer. */
	hangUp?: boolean;
	/** Never answers. */
	isSilent?: boolean;
	/** Is so far away. */
	awayMs?: number;
	/** Answers this instead; a code alone stands for what the service says with it. */
	answer?: { status: number; code?: string; headers?: Record<string, string>; body?: string };
	/** Changes headers of the right answer; undefined takes one away. */
	headers?: Record<string, string | undefined>;
	editBody?: (text: string) => string;
	/** The body has one bit that is another. */
	rots?: boolean;
	cutAfterBytes?: number;
	stallAfterBytes?: number;
	/** Added to the length that is stated. */
	lengthDelta?: number;
	drip?: { chunkBytes: number; everyMs: number };
	ignoresRange?: boolean;
	/** Answers a range that was not asked for. */
	rangeShift?: number;
}

export const hangUp = (): Fault => ({ hangUp: true });
export const silence = (): Fault => ({ isSilent: true });
export const away = (awayMs: number): Fault => ({ awayMs });
export const cut = (afterBytes: number): Fault => ({ cutAfterBytes: afterBytes });
export const stall = (afterBytes: number): Fault => ({ stallAfterBytes: afterBytes });
export const drip = (chunkBytes: number, everyMs: number): Fault => ({ drip: { chunkBytes, everyMs } });
export const wrongLength = (delta: number): Fault => ({ lengthDelta: delta });
export const wholeForRange = (): Fault => ({ ignoresRange: true });
export const wrongRange = (shift: number): Fault => ({ rangeShift: shift });
export const body = (text: string): Fault => ({ editBody: () => text });
export const garbageXml = (): Fault => body('<html><body>Sign in to the hotel network</body>');
export const truncatedXml = (): Fault => ({ editBody: (text) => text.slice(0, text.length / 2) });

export function status(status: number, code?: string, headers: Record<string, string> = {}): Fault {
	return { answer: { status, code, headers } };
}

export const redirectTo = (location: string): Fault => status(307, undefined, { Location: location });
export const hugeError = (bytes: number): Fault => ({
	answer: { status: 500, body: `<Error><Code>InternalError</Code>${'x'.repeat(bytes)}` },
});
