import { isDeepStrictEqual } from 'node:util';
import type { Arbitrary } from 'fast-check';
import { isRecordingError } from '../../core/errors/recording-error';
import type { Random } from './random';

export type Input = string | Buffer;

/** A parser, what it is fed with, and what has to hold of whatever it is fed with. */
export interface Subject<Of extends Input = Input> {
	name: string;
	/** Of `core/`, without `.ts`: what it reads with. */
	modules: readonly string[];
	/** Valid, or nearly: fixtures, which are damaged. */
	seeds: readonly Of[] | (() => readonly Of[] | Promise<readonly Of[]>);
	/** Further valid ones, put together from their parts. */
	structured?: Arbitrary<Of>;
	/** What the grammar is made of, to be put in anywhere. */
	words?: readonly string[];
	/** Fewer inputs in the short form, where one takes long. */
	share?: number;
	/**
	 * `accepted`, or why it was refused. Throws for what must not be.
	 * @param random of the input alone, so that an input that was kept is read as it was
	 */
	check(input: Of, random: Random): string | Promise<string>;
}

/** An input that a property does not hold for. */
export class Violation extends Error {
	override readonly name = 'Violation';
}

export function assert(holds: boolean, what: () => string): void {
	if (!holds) throw new Violation(what());
}

export function assertSame(one: unknown, other: unknown, what: string): void {
	const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
	if (left !== right && !isDeepStrictEqual(plain(left), plain(right))) throw new Violation(`${what}: ${left?.slice(0, 600)} and ${right?.slice(0, 600)}`);
}

/** The order of keys does not count. */
const plain = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

const MOST_DEPTH = 200;

/** Values as they can stand in JSON, and nothing that a name took from a prototype. */
export function assertPlain(value: unknown, depth = 0): void {
	if (depth > MOST_DEPTH) throw new Violation('nested without end');
	if (typeof value === 'function' || typeof value === 'symbol') throw new Violation(`a ${typeof value} in the result`);
	if (typeof value === 'number' && !Number.isFinite(value)) throw new Violation(`${value} in the result`);
	if (typeof value !== 'object' || value === null) return;
	if (Array.isArray(value)) return value.forEach((one) => assertPlain(one, depth + 1));
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) throw new Violation(`an object with a prototype of its own in the result: ${Object.keys(value).join(', ').slice(0, 80)}`);
	for (const one of Object.values(value)) assertPlain(one, depth + 1);
}

const PLAIN_ERROR = /^(Error)$/;

/** How the project's own errors are told. */
export function codeOf(error: unknown): string | undefined {
	return isRecordingError(error) ? error.code : undefined;
}

/** For parsers that are documented to throw a plain Error, whose text the caller shows. */
export function plainCode(error: unknown): string | undefined {
	return codeOf(error) ?? (error instanceof Error && PLAIN_ERROR.test(error.constructor.name) ? 'Error' : undefined);
}

/** For parsers with a class of errors of their own. */
export function named(...names: string[]): (error: unknown) => string | undefined {
	return (error) => codeOf(error) ?? (error instanceof Error && names.includes(error.name) ? error.name : undefined);
}

/** The result, or why there is none; throws on what no caller expects. */
export function attempt<Result>(work: () => Result, refusal: (error: unknown) => string | undefined = codeOf): { value: Result; refused?: undefined } | { value?: undefined; refused: string } {
	try {
		return { value: work() };
	} catch (error) {
		return { refused: refusedBy(error, refusal) };
	}
}

export async function attemptLater<Result>(work: () => Promise<Result>, refusal: (error: unknown) => string | undefined = codeOf): Promise<{ value: Result; refused?: undefined } | { value?: undefined; refused: string }> {
	try {
		return { value: await work() };
	} catch (error) {
		return { refused: refusedBy(error, refusal) };
	}
}

function refusedBy(error: unknown, refusal: (error: unknown) => string | undefined): string {
	const code = error instanceof Violation ? undefined : refusal(error);
	if (code === undefined) throw error;
	return code;
}
