import type { Readable } from 'node:stream';
import { RecordingError } from '../../../core/errors/recording-error';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { Source } from '../../../core/sources/source';

/** A run that was cut is done with at once: nobody else is at work. */
export const AT_ONCE = { leftoverMs: -60_000, filesPerSegment: 1 };

const isCdr = (path: string) => path.includes('/CDR/');
export const isSegment = (number: number) => (path: string) => path.includes(`-00000${number}-`);

/** Where a run of three files is cut that records each in a segment of its own: at which write, and whether that arrives. */
export const CUTS: ReadonlyArray<readonly [string, (path: string) => boolean, 'before' | 'after']> = [
	['among its segments', isSegment(3), 'before'],
	['at the answer of one', isSegment(3), 'after'],
	['before the file', isCdr, 'before'],
	['after the file, before its record', isCdr, 'after'],
	['at its last segment', isSegment(5), 'before'],
	['at the answer of its last segment', isSegment(5), 'after'],
	['at its checkpoint', (path) => path.includes('checkpoint'), 'before'],
];

/** A target that fails from some write on, as one does that is killed: nothing after it arrives. */
export class Breaking {
	readonly memory = new MemorySource('target');
	isBroken = false;
	/** Of writes: whether it is the last one, and whether it arrives. */
	at: (path: string) => 'before' | 'after' | undefined = () => undefined;
	readonly source: Source = {
		...delegateTo(this.memory),
		write: async (path, body, options) => {
			const when = this.isBroken ? 'before' : this.at(path);
			if (when === 'before') this.#fail(body);
			const entry = await this.memory.write(path, body, options);
			if (when === 'after') this.#fail();
			return entry;
		},
		classify: (error) => (error instanceof RecordingError ? error : this.memory.classify(error)),
	};

	#fail(body?: () => Readable): never {
		this.isBroken = true;
		body?.().destroy();
		throw new RecordingError({ code: 'CONNECTION_FAILED', operation: 'write' });
	}

	mend(): void {
		this.isBroken = false;
		this.at = () => undefined;
	}
}
