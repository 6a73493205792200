import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Of this process when nothing is under way, but for the peaks, which are from when everything was. */
export interface Sample {
	minute: number;
	heapMb: number;
	/** Buffers, and what libraries take beside the heap. */
	externalMb: number;
	rssMb: number;
	peakRssMb: number;
	files: number;
	sockets: number;
	timers: number;
	/** On the process itself. */
	listeners: number;
	peakFiles: number;
}

export type Growth = Record<'heapMb' | 'externalMb' | 'rssMb' | 'files' | 'sockets' | 'timers' | 'listeners', { first: number; last: number; most: number }>;

const MB = 1_048_576;
const SETTLED_WITHIN_MS = 10_000;
const PEAKS_EVERY_MS = 500;

export class Samples {
	readonly all: Sample[] = [];
	readonly #startedAt = performance.now();
	#peakRss = 0;
	#peakFiles = 0;
	readonly #timer = setInterval(() => {
		this.#peakRss = Math.max(this.#peakRss, process.memoryUsage.rss());
		this.#peakFiles = Math.max(this.#peakFiles, openFiles().length);
	}, PEAKS_EVERY_MS).unref();

	/** While nothing is under way. */
	async take(): Promise<Sample> {
		await settled();
		const collect = globalThis.gc ?? (() => {});
		for (let times = 0; times < 3; times++) {
			collect();
			await delay(20);
		}
		const { heapUsed, external, rss } = process.memoryUsage();
		const files = openFiles();
		const sample: Sample = {
			minute: (performance.now() - this.#startedAt) / 60_000,
			heapMb: heapUsed / MB,
			externalMb: external / MB,
			rssMb: rss / MB,
			peakRssMb: this.#peakRss / MB,
			files: files.length,
			sockets: files.filter((name) => name.startsWith('socket:')).length,
			timers: active('Timeout'),
			listeners: process.eventNames().reduce((sum, event) => sum + process.listenerCount(event), 0),
			peakFiles: this.#peakFiles,
		};
		[this.#peakRss, this.#peakFiles] = [0, 0];
		this.all.push(sample);
		return sample;
	}

	end(): void {
		clearInterval(this.#timer);
	}

	/** The last third beside the first one after the warm-up, by their medians. */
	growth(): Growth {
		const isLong = this.all.length > 0 && this.all[this.all.length - 1].minute > 10;
		const warm = this.all.slice(Math.ceil(this.all.length / 6));
		const third = Math.max(1, Math.floor(warm.length / 3));
		const [first, last] = [warm.slice(0, third), warm.slice(-third)];
		const of = (field: keyof Growth) => ({ first: median(first.map((sample) => sample[field])), last: median(last.map((sample) => sample[field])), most: ALLOWED[field] * (isLong ? 1 : WHILE_IT_WARMS_UP) });
		return Object.fromEntries((Object.keys(ALLOWED) as (keyof Growth)[]).map((field) => [field, of(field)])) as Growth;
	}

	table(): string {
		const header = ['minute', 'heap, MB', 'external, MB', 'RSS, MB', 'peak RSS, MB', 'file descriptors', 'sockets', 'timers', 'listeners', 'peak descriptors'];
		const rows = this.all.map(({ minute, heapMb, externalMb, rssMb, peakRssMb, files, sockets, timers, listeners, peakFiles }) => [minute.toFixed(1), heapMb.toFixed(1), externalMb.toFixed(1), rssMb.toFixed(0), peakRssMb.toFixed(0), files, sockets, timers, listeners, peakFiles]);
		return [header, header.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	}
}

/** What may be more in the last third: handles not at all; of memory, what the pages of a heap and the caches of V8 make of it. */
const ALLOWED: Record<keyof Growth, number> = { heapMb: 4, externalMb: 4, rssMb: 40, files: 0, sockets: 0, timers: 0, listeners: 0 };

/** In some minutes, code is still being compiled, and libraries are loaded. */
const WHILE_IT_WARMS_UP = 4;

async function settled(): Promise<void> {
	const deadline = performance.now() + SETTLED_WITHIN_MS;
	while (performance.now() < deadline && active('TCPSocketWrap') + active('TLSWrap') > 0) await delay(50);
}

/** Timers that nobody waits for are not counted. */
function active(kind: string): number {
	return process.getActiveResourcesInfo().filter((name) => name === kind).length;
}

/** What each file descriptor leads to, where the system tells. */
function openFiles(): string[] {
	try {
		return readdirSync('/proc/self/fd').flatMap((name) => {
			try {
				return [readlinkSync(`/proc/self/fd/${name}`)];
			} catch {
				return [];
			}
		});
	} catch {
		return [];
	}
}

function median(values: number[]): number {
	return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
