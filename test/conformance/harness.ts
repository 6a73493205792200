import type { Capabilities } from '../../core/sources/capabilities';
import type { Source } from '../../core/sources/source';
import type { SourceRow } from './required-capabilities';

export interface SeedFile {
	content?: Buffer | string;
	contentType?: string;
	tags?: Record<string, string>;
}

/** A source over an empty place, and a way to put files there that does not lead through the source. */
export interface Opened {
	source: Source;
	seed(files: Record<string, SeedFile | string>): Promise<void>;
	/** An expression for files that carry all these tags. */
	tagExpression(tags: Record<string, string>): string;
	/** Connections that the service sees; absent where there are none, or where they cannot be counted. */
	openSockets?(): number;
	/** Takes the place away. The source is closed before. */
	close(): Promise<void>;
}

export interface Harness {
	name: string;
	row: SourceRow;
	/** Runs the suite inside this folder, through `Recordings`, with strangers' files around it. */
	folder?: string;
	open(): Promise<Opened>;
}

export type Needs = (keyof Capabilities)[];
