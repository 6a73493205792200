import type { Source } from '../source';

/** A source that passes every call on: the starting point of a layer, which overrides what it must. */
export function delegateTo(source: Source): Source {
	return {
		name: source.name,
		container: source.container,
		whereabouts: source.whereabouts,
		capabilities: source.capabilities,
		mayHaveLeft: () => source.mayHaveLeft?.() ?? false,
		maxRequests: () => source.maxRequests?.() ?? Infinity,
		...(source.hasRoot ? { hasRoot: async (options) => (await source.hasRoot?.(options)) ?? true } : {}),
		listPage: async (options) => await source.listPage(options),
		findPage: async (expression, options) => await source.findPage(expression, options),
		stat: async (path, options) => await source.stat(path, options),
		read: async (path, options) => await source.read(path, options),
		write: async (path, body, options) => await source.write(path, body, options),
		...(source.removeLeftovers ? { removeLeftovers: async (options) => (await source.removeLeftovers?.(options)) ?? 0 } : {}),
		remove: async (path, options) => await source.remove(path, options),
		classify: (error) => source.classify(error),
		close: async () => await source.close(),
	};
}
