import type { Values } from '../conversation';

/**
 * What a manifest says. "It details how the search was run (query), the number of items exported, by who the search was run, the
 * exceptions involved/encountered", says the vendor's page on exports; how it is written is not documented. So all of this is
 * inferred, from the words next to the values: `fields` has everything as it stands, and is what counts.
 */
export interface Manifest {
	/** How it turned out to be written. */
	format: 'json' | 'xml' | 'csv' | 'text';
	/** How the search was run. */
	query?: string;
	/** Who ran it. */
	ranBy?: string;
	/** How many items it says were exported. */
	itemCount?: number;
	/** What it says went wrong, one text each. */
	exceptions?: string[];
	/** How many it says there are. */
	exceptionCount?: number;
	/** All that it says, under its own words. */
	fields: Values;
	/** Lines of text that are no `key: value`. */
	lines?: string[];
	/** What of it could not be read. */
	problems?: string[];
}

