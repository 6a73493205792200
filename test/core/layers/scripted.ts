import { Readable } from 'node:stream';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { Source } from '../../../core/sources/source';

/** A source of which some methods do as the test says. */
export function scripted(methods: Partial<Source>): Source {
	return { ...delegateTo(new MemorySource()), ...methods };
}

export function networkError(code = 'ECONNRESET'): Error {
	return Object.assign(new Error(code), { code });
}

/** A body in the hands of the test. */
export class Body extends Readable {
	reads = 0;

	constructor() {
		super({ highWaterMark: 16 });
	}

	override _read(): void {
		this.reads++;
	}
}
