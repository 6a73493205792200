import type { Capabilities } from '../../core/sources/capabilities';
import type { SourceEntry } from '../../core/sources/source';

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
	s3: { ...ALL, findByTags: false },
	's3 (other server)': { ...ALL, findByTags: false, writeIfAbsent: false, removeIfMatch: false },
} satisfies Record<string, Capabilities>;

export type SourceRow = keyof typeof REQUIRED_CAPABILITIES;

type Field = Exclude<keyof SourceEntry, 'path' | 'container'>;
const ALWAYS_LISTED: Field[] = ['sizeBytes', 'lastModified', 'etag'];
const ALL_LISTED: Field[] = [...ALWAYS_LISTED, 'contentType', 'contentMd5'];

/** What a listing must state of each entry. What it states beyond that must be true as well. */
export const LISTED_FIELDS: Record<SourceRow, readonly Field[]> = {
	memory: ALL_LISTED,
	'azure-blob (container token)': ALL_LISTED,
	'azure-blob (account token)': [],
	s3: ALWAYS_LISTED,
	's3 (other server)': ALWAYS_LISTED,
};
