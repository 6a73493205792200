import assert, { AssertionError } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { ErrorCode } from '../../core/errors/codes';
import { isRecordingError } from '../../core/errors/recording-error';
import { growthDuring } from './live-memory';

/** `handled`: it ends well, since what the server does is taken in stride. */
export type Ending = ErrorCode | 'handled';

/** One thing that a user asks for, of a server that means harm. */
export interface Trial {
	work(): Promise<unknown>;
	/** Requests that came to the server; of SSH and FTP, connections. */
	requests(): number;
	openSockets(): number;
	/** What must not be in any message. */
	secrets: string[];
	/** What must hold at the server when all is over. Throws an AssertionError. */
	after?(ending: Ending): void | Promise<void>;
	/** Of our side. */
	close(): Promise<void>;
	stop(): Promise<void>;
}

export interface HostileCase {
	group: 'listings' | 'protocol' | 'redirects' | 'egress' | 'names' | 'content' | 'TLS' | 'SSH';
	title: string;
	service: string;
	operation: string;
	endings: Ending[];
	/** 12 where absent. */
	mostRequests?: number;
	open(): Promise<Trial>;
}

export interface Outcome {
	of: HostileCase;
	ending?: Ending;
	/** Absent where all is as it must be. */
	wrong?: string;
	seconds: number;
	requests: number;
	/** By how much memory in use grew. */
	grownBytes: number;
}

/** A case that takes longer hangs. What takes a second takes a minute where others share the machine. */
const BUDGET_MS = 100_000;
const MOST_GROWN_BYTES = 64 * 1024 * 1024;
const MOST_REQUESTS = 12;
const CLOSED_WITHIN_MS = 5_000;

export async function runCase(of: HostileCase): Promise<Outcome> {
	const trial = await of.open();
	const startedAt = performance.now();
	const outcome: Outcome = { of, seconds: 0, requests: 0, grownBytes: 0 };
	try {
		outcome.grownBytes = await growthDuring(async () => void (outcome.ending = await endingOf(trial)));
		outcome.seconds = (performance.now() - startedAt) / 1_000;
		outcome.requests = trial.requests();
		assert.ok(of.endings.includes(outcome.ending as Ending), `it ends with ${outcome.ending}`);
		assert.ok(outcome.grownBytes <= MOST_GROWN_BYTES, `memory grew by ${Math.round(outcome.grownBytes / 1024 / 1024)} MiB`);
		assert.ok(outcome.requests <= (of.mostRequests ?? MOST_REQUESTS), `there were ${outcome.requests} requests`);
		await trial.close();
		await assertClosed(trial);
		await trial.after?.(outcome.ending as Ending);
	} catch (error) {
		outcome.wrong = error instanceof AssertionError ? error.message.slice(0, 600) : inspect(error).slice(0, 600);
	} finally {
		await trial.close();
		await trial.stop();
	}
	return outcome;
}

async function endingOf({ work, secrets }: Trial): Promise<Ending> {
	const timer = new AbortController();
	const late = delay(BUDGET_MS, undefined, { signal: timer.signal }).then(
		() => assert.fail(`it hangs for ${BUDGET_MS / 1_000} s`),
		() => {},
	);
	try {
		await Promise.race([work(), late]);
		return 'handled';
	} catch (error) {
		if (error instanceof AssertionError) throw error;
		assert.ok(isRecordingError(error), `no explained error: ${inspect(error).slice(0, 400)}`);
		assert.notEqual(error.code, 'UNKNOWN', inspect(error).slice(0, 500));
		assert.ok(error.advice || SELF_EXPLAINING.has(error.code), `it does not say what to do: ${error.message}`);
		const text = inspect(error, { depth: 8, showHidden: true }) + String(error.stack);
		assert.ok(text.length < 100_000, `the error is ${text.length} characters long`);
		for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is in the error');
		return error.code;
	} finally {
		timer.abort();
	}
}

/** The user does nothing about these, or the sentence says it. */
const SELF_EXPLAINING = new Set<ErrorCode>(['CHANGED', 'CORRUPTED', 'NOT_FOUND', 'SERVICE_FAILED', 'THROTTLED', 'CONFLICT', 'CANCELLED']);

async function assertClosed(trial: Trial): Promise<void> {
	const deadline = performance.now() + CLOSED_WITHIN_MS;
	while (trial.openSockets() > 0 && performance.now() < deadline) await delay(5);
	assert.equal(trial.openSockets(), 0, 'connections are open after the source was closed');
}

/** In Markdown. */
export function countsOf(outcomes: readonly Outcome[]): string {
	const keys = [...new Set(outcomes.map(({ of }) => `${of.group}\0${of.service}`))];
	const rows = keys.map((key) => {
		const some = outcomes.filter(({ of }) => `${of.group}\0${of.service}` === key);
		const [group, service] = key.split('\0');
		const most = (value: (outcome: Outcome) => number) => Math.max(...some.map(value));
		const count = (isCounted: (outcome: Outcome) => boolean) => `${some.filter(isCounted).length}`;
		return [
			group,
			service,
			`${some.length}`,
			count(({ ending, wrong }) => wrong === undefined && ending === 'handled'),
			count(({ ending, wrong }) => wrong === undefined && ending !== 'handled'),
			count(({ wrong }) => wrong !== undefined),
			most(({ seconds }) => seconds).toFixed(1),
			`${most(({ requests }) => requests)}`,
			mebibytes(most(({ grownBytes }) => grownBytes)),
		];
	});
	return markdown(['', 'service', 'cases', 'handled', 'refused by name', 'wrong', 'longest, s', 'most requests', 'most memory, MiB'], rows);
}

/** What was tried, and how it ends with each service, in all operations. */
export function endingsOf(outcomes: readonly Outcome[]): string {
	const services = [...new Set(outcomes.map(({ of }) => of.service))];
	const titles = [...new Set(outcomes.map(({ of }) => of.title))];
	const rows = titles.map((title) => [
		title.replaceAll('|', '\\|'),
		...services.map((service) => [...new Set(outcomes.filter(({ of }) => of.title === title && of.service === service).map(({ ending, wrong }) => (wrong === undefined ? ending : 'WRONG')))].join(', ')),
	]);
	return markdown(['', ...services], rows);
}

/** A row for each case. */
export function casesOf(outcomes: readonly Outcome[]): string {
	const rows = outcomes.map(({ of, ending, wrong, seconds, requests, grownBytes }) => [of.group, of.title, of.service, of.operation, wrong === undefined ? `${ending}` : `WRONG: ${wrong.split('\n')[0]}`, seconds.toFixed(2), `${requests}`, mebibytes(grownBytes)]);
	return markdown(['', 'case', 'service', 'operation', 'ends in', 's', 'requests', 'MiB'], rows);
}

function mebibytes(bytes: number): string {
	return `${Math.max(0, Math.round(bytes / 1024 / 1024))}`;
}

function markdown(header: string[], rows: string[][]): string {
	return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
