import assert, { AssertionError } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isRecordingError } from '../../core/errors/recording-error';
import { withLayers } from '../../core/sources/layers';
import { Recordings } from '../../core/sources/recordings';
import type { Source } from '../../core/sources/source';
import { randomNumbers } from '../random';
import { BYTE_FAULTS, type Direction, type Fault } from './fault-proxy';
import { assertUntouched, FILES, OPERATIONS, type Operation } from './operations';
import type { Medium, Place } from './places';

/** One operation at one service, while these befall it, one after the other. */
export interface Cell {
	medium: Medium;
	operation: Operation;
	faults: (Fault | Refusal)[];
}

/** What the server itself answers to one of the requests, by the code of its protocol. */
export interface Refusal {
	kind: 'refusal';
	status: number;
	after: number;
}

export interface Outcome {
	cell: Cell;
	/** `wrong`: what must never be, whatever befell. */
	verdict: 'recovered' | 'failed' | 'wrong';
	/** Of an error, or what is wrong. */
	detail?: string;
	tookMs: number;
	/** Faults that did not come to strike: the operation was over before. */
	notStruck: number;
}

/** A cell that takes longer hangs. */
export const BUDGET_MS = 30_000;
const CLOSED_WITHIN_MS = 5_000;
const STILL_OPEN = 'connections are open after the source was closed';
const TIMEOUTS = { responseMs: 3_000, pageMs: 4_000, idleMs: 800, writeMs: 3_000 };
const RETRY = { attempts: 4, firstDelayMs: 5, maxDelayMs: 20, maxRetryAfterMs: 3_000 };
export const layered = (source: Source, patience = 1) => {
	const timeouts = Object.fromEntries(Object.entries(TIMEOUTS).map(([name, ms]) => [name, ms * patience])) as typeof TIMEOUTS;
	return new Recordings(withLayers(source, { concurrency: 4, timeouts, retry: RETRY }));
};

/** What an operation sends and gets where nothing befalls it: faults are placed by it. */
export interface Extent {
	bytes: Record<Direction, number>;
	requests: number;
}

export async function extentOf(medium: Medium, operation: Operation): Promise<Extent> {
	const place = await medium.open(FILES);
	try {
		place.proxy.arm();
		await operation.run(place, layered(place.source), place.index && layered(place.index));
		return { bytes: { ...place.proxy.passed }, requests: place.requests?.() ?? place.proxy.requests };
	} finally {
		await closed(place);
	}
}

/** Whether the machine may have been too busy for the short limits of time. */
export const isOfTime = ({ detail = '' }: Outcome): boolean => detail === 'TIMED_OUT' || detail.startsWith(STILL_OPEN);

/** @param patience by which the limits of time are multiplied */
export async function runCell(cell: Cell, patience = 1): Promise<Outcome> {
	const place = await cell.medium.open(FILES);
	const startedAt = performance.now();
	const [refusal] = cell.faults.filter((fault) => fault.kind === 'refusal');
	if (refusal) place.refuse?.(refusal.status, refusal.after);
	place.proxy.arm(...cell.faults.filter((fault) => fault.kind !== 'refusal'));
	const outcome = (verdict: Outcome['verdict'], detail?: string): Outcome => ({ cell, verdict, detail, tookMs: performance.now() - startedAt, notStruck: place.proxy.armed });
	try {
		const recordings = layered(place.source, patience);
		const index = place.index && layered(place.index, patience);
		const failure = await withinBudget(cell.operation.run(place, recordings, index));
		const told = outcome(failure === undefined ? 'recovered' : 'failed', failure?.code);
		if (failure) for (const secret of place.secrets) assert.ok(!failure.text.includes(secret), 'a secret is in the error');
		assertUntouched(place);
		if (!saysThatItIsGone(cell)) cell.operation.after?.(place, failure === undefined);
		place.proxy.arm();
		// Whatever was, the next one goes on.
		if (failure) await assertGoesOn(cell, place, recordings, patience, failure);
		await assertNothingLeft(place, recordings, cell.operation);
		await assertClosed(place);
		return told;
	} catch (error) {
		if (error instanceof AssertionError) return outcome('wrong', error.message.slice(0, 400));
		return outcome('wrong', inspect(error).slice(0, 300));
	} finally {
		await closed(place);
	}
}

async function assertGoesOn({ operation }: Cell, place: Place, recordings: Recordings, patience: number, { code }: Failure): Promise<void> {
	const again = code === 'CREDENTIAL_REFUSED' ? await place.openAgain?.() : undefined;
	try {
		const used = again ? layered(again, patience) : recordings;
		const index = place.index && layered(place.index, patience);
		assert.equal((await withinBudget(operation.run(place, used, index)))?.text, undefined, 'it fails for good');
	} finally {
		await again?.close();
	}
}

/** A server that says of what is to be removed that it is not there is believed. */
function saysThatItIsGone({ operation, faults }: Cell): boolean {
	return operation.name === 'remove' && faults.some((fault) => 'status' in fault && [2, 404, 550].includes(fault.status));
}

interface Failure {
	code: string;
	/** All that somebody might print of it. */
	text: string;
}

/** Undefined where it went well. Throws an AssertionError where something else than an explained error comes. */
async function withinBudget(work: Promise<void>): Promise<Failure | undefined> {
	const timer = new AbortController();
	const late = delay(BUDGET_MS, undefined, { signal: timer.signal }).then(
		() => assert.fail(`it hangs for ${BUDGET_MS / 1_000} s`),
		() => {},
	);
	try {
		await Promise.race([work, late]);
		return undefined;
	} catch (error) {
		if (error instanceof AssertionError) throw error;
		assert.ok(isRecordingError(error), `no explained error: ${inspect(error).slice(0, 300)}`);
		assert.notEqual(error.code, 'UNKNOWN', inspect(error).slice(0, 500));
		return { code: error.code, text: inspect(error, { depth: 8, showHidden: true }) + String(error.stack) };
	} finally {
		timer.abort();
	}
}

/** Beside what is to be there, once leftovers are cleared as a job's run does. */
async function assertNothingLeft(place: Place, recordings: Recordings, { name }: Operation): Promise<void> {
	if (name !== 'write') return;
	await recordings.removeLeftovers(Date.now() + 86_400_000);
	const strangers = place.paths().filter((path) => !(path in FILES) && path !== 'calls/new.wav');
	assert.deepEqual(strangers, [], 'something was left behind');
}

async function assertClosed(place: Place): Promise<void> {
	await place.source.close();
	await place.index?.close();
	const deadline = performance.now() + CLOSED_WITHIN_MS;
	while (place.openSockets() + place.proxy.openLinks > 0 && performance.now() < deadline) await delay(5);
	assert.equal(place.proxy.openLinks, 0, STILL_OPEN);
}

async function closed(place: Place): Promise<void> {
	await place.source.close();
	await place.index?.close();
	await place.proxy.close();
	await place.close();
}

const STATUSES: [status: number, headers?: Record<string, string>][] = [
	[401], [403], [404], [409], [412], [429, { 'Retry-After': '1' }], [500], [503, { 'Retry-After': '1' }], [503], [502], [408],
];

/** Where bytes are cut and the like: the first, the last, and some between. */
function placesIn(length: number, count: number, random: () => number): number[] {
	const fixed = [0, Math.max(0, length - 1), Math.floor(length / 2)];
	return [...new Set([...fixed, ...Array.from({ length: count }, () => Math.floor(random() * length))])].slice(0, count);
}

export interface Choice {
	/** Places at which each fault strikes, in each direction. */
	placesPerFault: number;
	/** Pairs of faults, for each operation of each service. */
	pairs: number;
	seed: number;
}

/** Every fault at every operation of a service; and pairs of them. */
export async function* cellsOf(medium: Medium, { placesPerFault, pairs, seed }: Choice): AsyncGenerator<Cell> {
	const random = randomNumbers(seed);
	for (const operation of OPERATIONS) {
		if (operation.name === 'find' && !medium.finds) continue;
		const extent = await extentOf(medium, operation);
		const proxied = [...(medium.isPlainHttp ? answersIn(extent, medium) : bytesIn(extent, placesPerFault, random))];
		const refusals = [...refusalsIn(extent, medium, placesPerFault, random)];
		for (const fault of [...proxied, ...refusals]) yield { medium, operation, faults: [fault] };
		const oneOf = <One>(all: One[]) => all[Math.floor(random() * all.length)];
		for (let pair = 0; pair < pairs; pair++) yield { medium, operation, faults: [oneOf(proxied), oneOf([...proxied, ...refusals])] };
	}
}

function* bytesIn({ bytes }: Extent, count: number, random: () => number): Generator<Fault> {
	for (const kind of BYTE_FAULTS) {
		for (const direction of ['down', 'up'] as const) {
			for (const at of placesIn(bytes[direction], count, random)) yield { kind, direction, at };
		}
	}
}

/** By the service, or by a proxy or balancer on the way, which has words of its own. */
function* answersIn({ requests }: Extent, { says }: Medium): Generator<Fault> {
	for (const [status, headers] of STATUSES) {
		for (const after of new Set([0, requests - 1])) {
			yield { kind: 'answer', status, headers, after };
			if (!says || !SAID.has(status)) continue;
			const said = says(status);
			yield { kind: 'answer', status, after, ...said, headers: { ...said.headers, ...headers } };
		}
	}
}

function* refusalsIn({ requests }: Extent, { refusals = [] }: Medium, count: number, random: () => number): Generator<Refusal> {
	for (const status of refusals) for (const after of placesIn(requests, count, random)) yield { kind: 'refusal', status, after };
}

const SAID = new Set([401, 403, 404, 409, 412, 429, 500, 503]);
