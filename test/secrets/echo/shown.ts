import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { isRecordingError } from '../../../core/errors/recording-error';
import { withLayers } from '../../../core/sources/layers';
import { Recordings } from '../../../core/sources/recordings';
import type { Source } from '../../../core/sources/source';
import { toErrorItem, toNodeError } from '../../../nodes/shared/errors';
import { testCredential } from '../../../nodes/shared/credential-test';
import { bodyOf } from '../../conformance/checks/tools';
import { needlesFor } from '../register';
import { Search } from '../search';
import { formsOf, seeContent } from '../../secrets/seen.js';

const NODE: INode = { id: '1', name: 'Recordings', type: 'recordings', typeVersion: 1, position: [0, 0], parameters: {} };

/** Everything that users, logs and executions would get to see of some work at a source. */
export class Shown {
	readonly #texts: string[] = [];
	/** Work that failed: without any, nothing was tried. */
	failures = 0;

	/** A source with everything around it, that tries once. */
	recordings(source: Source): Recordings {
		const note = (...line: unknown[]) => this.see(line);
		const timeouts = { responseMs: 5_000, pageMs: 5_000, idleMs: 2_000, writeMs: 5_000 };
		return new Recordings(withLayers(source, { concurrency: 4, timeouts, retry: { attempts: 1 }, logger: { debug: note, warn: note } }));
	}

	see(value: unknown): void {
		this.#texts.push(...formsOf(value, 0));
	}

	/** In each form that an error takes on its way to the user. */
	async seeFailure(error: unknown): Promise<void> {
		this.failures++;
		if (!isRecordingError(error)) throw error;
		this.see(error);
		this.see(toNodeError(NODE, error, 0));
		this.see(await testCredential(async () => await Promise.reject(error)));
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const context = { getNode: () => ({ ...NODE, onError }), getInputData: () => [{ json: {} }] };
			this.see(toErrorItem(context as unknown as IExecuteFunctions, error, 0));
		}
	}

	/** Each operation once, or only the one of that number. */
	async tryAll(source: Source, number?: number): Promise<void> {
		const recordings = this.recordings(source);
		const all: (() => Promise<unknown>)[] = [
			async () => await first(recordings.listPages({ pageSize: 10 })),
			async () => await recordings.stat('call.wav'),
			async () => (await recordings.read('call.wav')).body.resume(),
			async () => await recordings.write('new.wav', bodyOf('new')),
			async () => await recordings.remove('call.wav'),
		];
		if (source.capabilities.findByTags) all.push(async () => await first(recordings.findPages(`@container='recordings' AND "a"='b'`, { pageSize: 10 })));
		const works = number === undefined ? all : [all[number % all.length]];
		for (const work of works) {
			try {
				await work();
			} catch (error) {
				await this.seeFailure(error);
			}
		}
	}

	/** In which forms which of the secrets shows, and after what. */
	leaksOf(secrets: Record<string, string>): string[] {
		const search = new Search(needlesFor(Object.entries(secrets).map(([kind, text]) => ({ kind, text }))).needles);
		const leaks = this.#texts.flatMap((text) => {
			seeContent('errors', 'of a server that echoes', text);
			const bytes = Buffer.from(text);
			return search.hitsIn(bytes).map(({ kind, form, position }) => `${kind}, ${form}: …${bytes.subarray(Math.max(0, position - 50), position + 12).toString()}`);
		});
		return [...new Set(leaks)];
	}
}

async function first(pages: AsyncIterable<unknown>): Promise<void> {
	for await (const page of pages) if (page) return;
}
