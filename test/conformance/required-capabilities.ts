import type { Capabilities } from '../../core/sources/capabilities';

const ALL: Capabilities = {
	list: true,
	listFolders: true,
	findByTags: true,
	stat: true,
	read: true,
	readRange: true,
	readIfMatch: true,
	contentMd5: true,
	write: true,
	writeIfAbsent: true,
	remove: true,
	removeIfMatch: true,
};
const NOTHING = Object.fromEntries(Object.keys(ALL).map((name) => [name, false])) as unknown as Capabilities;

/**
 * What each source must declare: fewer or more fails. Written down here a second time on purpose, so that a
 * capability cannot vanish from a source together with its tests. ARCHITECTURE.md shows the same table.
 */
export const REQUIRED_CAPABILITIES = {
	memory: ALL,
	'azure-blob (container token)': { ...ALL, findByTags: false },
	'azure-blob (account token)': { ...NOTHING, findByTags: true },
} satisfies Record<string, Capabilities>;

export type SourceRow = keyof typeof REQUIRED_CAPABILITIES;
