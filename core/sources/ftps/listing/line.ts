/** A line of a listing, as text of bytes: one character for each. */
export interface ListedLine {
	name: string;
	/** What a link leads to only the server knows. */
	kind: 'file' | 'folder' | 'link';
	sizeBytes?: number;
	/** Since 1970, UTC. Only where the line tells it to the second and in UTC. */
	modifiedMs?: number;
}

/** `skip` for what is no file; undefined for what is no line of that dialect. */
export type ReadLine = (line: string) => ListedLine | 'skip' | undefined;
