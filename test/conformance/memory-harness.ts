import { MemorySource } from '../../core/sources/memory/memory-source';
import type { Source } from '../../core/sources/source';
import { bodyOf } from './checks/tools';
import type { Harness } from './harness';

/** The memory source behind any layers. Seeds go to the bare source. */
export function memoryHarness(
	name: string,
	wrap: (source: Source) => Source = (source) => source,
	folder?: string,
): Harness {
	return {
		name,
		row: 'memory',
		folder,
		open: async () => {
			const memory = new MemorySource();
			return {
				source: wrap(memory),
				seed: async (files) => {
					for (const [path, file] of Object.entries(files)) {
						const { content = '', ...options } = typeof file === 'string' ? { content: file } : file;
						await memory.write(path, bodyOf(content), options);
					}
				},
				tagExpression: (tags) => Object.entries(tags).map((tag) => tag.join('=')).join(),
				close: async () => {},
			};
		},
	};
}
