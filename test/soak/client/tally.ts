import { inspect } from 'node:util';
import { isRecordingError } from '../../../core/errors/recording-error';
import type { ErrorCode } from '../../../core/errors/codes';
import type { Service } from '../protocol';

/** One thing that was asked for, and what became of it. */
export class Work {
	/** What was repeated within it. */
	troubles = 0;
	bytes = 0;
	readonly startedAt = performance.now();

	constructor(
		readonly operation: string,
		readonly services: readonly Service[],
		readonly signal: AbortSignal,
	) {}
}

export interface Row {
	done: number;
	recovered: number;
	failed: number;
	cancelled: number;
	wrong: number;
	bytes: number;
}

/** What a fault may end in, of whatever service. UNKNOWN and CLOSED are never right. */
const RIGHT = new Set<ErrorCode>([
	'CHANGED', 'CONFLICT', 'CONNECTION_FAILED', 'CONTAINER_NOT_FOUND', 'CORRUPTED', 'CREDENTIAL_EXPIRED', 'CREDENTIAL_REFUSED', 'INVALID_RESPONSE', 'NOT_FOUND',
	'PERMISSION_DENIED', 'RANGE_IGNORED', 'SERVICE_FAILED', 'THROTTLED', 'TIMED_OUT', 'TLS_FAILED', 'TOO_LARGE',
]);
/** Servers of files say these of a single request. */
const RIGHT_OF_FILES = new Set<ErrorCode>(['INVALID_REQUEST', 'UNSUPPORTED']);
/** Nobody struck: files come and go, and a login that was refused is left alone for a while. */
const RIGHT_IN_CALM = new Set<ErrorCode>(['CHANGED', 'NOT_FOUND', 'CREDENTIAL_REFUSED']);

const MOST_WRONGS = 200;

export class Tally {
	readonly rows = new Map<string, Row>();
	readonly wrongs: string[] = [];
	readonly codes: Record<string, number> = {};

	/** @param sinceMs since when nothing befalls anybody; Infinity in a storm */
	constructor(private readonly calmSinceMs: () => number) {}

	done(work: Work): void {
		const row = this.#row(work);
		if (work.troubles > 0) row.recovered++;
		else row.done++;
	}

	failed(work: Work, error: unknown): void {
		const problem = this.problemOf(work, error);
		if (problem !== undefined) this.wrong(work, problem);
		else if (isRecordingError(error) && error.code === 'CANCELLED') this.#row(work).cancelled++;
		else this.#row(work).failed++;
	}

	cancelled(work: Work): void {
		this.#row(work).cancelled++;
	}

	wrong(work: Work, problem: string): void {
		this.#row(work).wrong++;
		if (this.wrongs.length >= MOST_WRONGS) return;
		const line = `${work.operation} (${work.services.join(' to ')}): ${problem}`;
		this.wrongs.push(line);
		// At once: whoever waits for half an hour can look into the process that did it.
		process.stdout.write(`WRONG ${line}\n`);
	}

	/** Undefined for an error that may be. */
	problemOf(work: Work, error: unknown): string | undefined {
		if (!isRecordingError(error)) return inspect(error).slice(0, 1_500);
		const { code } = error;
		this.codes[code] = (this.codes[code] ?? 0) + 1;
		if (code === 'CANCELLED') return work.signal.aborted ? undefined : 'nobody cancelled it, and it says so';
		const isRight = RIGHT.has(code) || (RIGHT_OF_FILES.has(code) && work.services.some((service) => service === 'sftp' || service === 'ftps'));
		if (!isRight) return inspect(error).slice(0, 1_500);
		const isInCalm = work.startedAt > this.calmSinceMs();
		return isInCalm && !RIGHT_IN_CALM.has(code) ? `in a calm: ${inspect(error).slice(0, 1_500)}` : undefined;
	}

	table(): string {
		const header = ['operation', 'done', 'recovered', 'failed with the right error', 'cancelled', 'wrong', 'MB'];
		const all: Row = { done: 0, recovered: 0, failed: 0, cancelled: 0, wrong: 0, bytes: 0 };
		for (const row of this.rows.values()) for (const key of Object.keys(all) as (keyof Row)[]) all[key] += row[key];
		const rows = [...[...this.rows].sort(([a], [b]) => (a < b ? -1 : 1)), ['all', all] as const].map(([name, row]) => [name, row.done, row.recovered, row.failed, row.cancelled, row.wrong, Math.round(row.bytes / 1e6)]);
		return [header, header.map((_, at) => (at === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	}

	#row(work: Work): Row {
		const row = this.rows.get(work.operation) ?? { done: 0, recovered: 0, failed: 0, cancelled: 0, wrong: 0, bytes: 0 };
		row.bytes += work.bytes;
		work.bytes = 0;
		this.rows.set(work.operation, row);
		return row;
	}
}
