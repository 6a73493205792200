import type { ExportFilters } from '../filters/export-filter';
import { readPattern, type Piece } from '../names/pattern';

/** What a name and a listing tell of a file of any vendor, so that no index, tag or metadata has to be read for it. */
const LISTED = new Set(['Vendor', 'Container', 'Original Name', 'Source Path', 'Extension', 'Size', 'ETag', 'Content MD5', 'Last Modified', 'Expires At', 'Stored Time', 'Tenant']);

/** What of recordings a job asks for. */
export interface Needs {
	/** Names of facts, without tags: see `facts.ts`. */
	facts: ReadonlySet<string>;
	/** Names of tags. */
	tags: ReadonlySet<string>;
}

/** What the filters and the pattern of names of a job ask for. Throws INVALID_REQUEST for what is no pattern. */
export function needsOf(filters: ExportFilters, pattern?: string): Needs {
	const named = [...asked(filters), ...(pattern ? factsIn(pattern) : [])];
	const tags = named.filter(isTag).map((name) => name.slice(TAG.length));
	return { facts: new Set(named.filter((name) => !isTag(name))), tags: new Set(tags) };
}

/** Whether more is asked for than name and listing tell; `told`: what this vendor's names tell besides. */
export function asksForMore({ facts }: Needs, told: readonly string[]): boolean {
	return [...facts].some((name) => !LISTED.has(name) && !told.includes(name));
}

const TAG = 'Tag:';

function isTag(name: string): boolean {
	return name.startsWith(TAG);
}

function asked({ started, mediaTypes, callIds, numbers, agents, queues, directions, durationSeconds, tags = [] }: ExportFilters): string[] {
	const lists: [string, readonly string[] | undefined][] = [
		['Media Type', mediaTypes],
		['Call ID', callIds],
		['Number', numbers],
		['Agent', agents],
		['Queue', queues],
		['Direction', directions],
	];
	const { atLeast, atMost } = durationSeconds ?? {};
	return [
		...lists.filter(([, values]) => values?.length).map(([name]) => name),
		...(started?.after !== undefined || started?.before !== undefined ? ['Start Time'] : []),
		...(atLeast !== undefined || atMost !== undefined ? ['Duration'] : []),
		...tags.map(({ name }) => `${TAG}${name}`),
	];
}

function factsIn(pattern: string): string[] {
	const { folders, stem } = readPattern(pattern);
	return [...folders.flat(), ...stem].flatMap((piece: Piece) => (piece.kind === 'fact' ? [piece.fact.name] : []));
}
