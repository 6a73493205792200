import type { Swept } from '../../../core/watch/sweep';
import type { Beginning, WatchState } from '../../../core/watch/watch-state';
import type { Recording } from '../../../core/vendors/recording';
import type { Place } from '../downloads';

export interface LookOptions {
	limit: number;
	/** ms since 1970 */
	deadlineMs: number;
}

/** What will end the watching some day, such as a token. */
export interface Expiry {
	/** With its field in the credential, as the subject of a sentence. */
	what: string;
	/** ms since 1970 */
	atMs: number;
	/** How long before it is said; 0 for never. */
	withinMs: number;
	advice: string;
}

/** Something that may be wrong, and since when; a sentence without its end. */
export interface Doubt {
	what: string;
	advice: string;
}

/** What a vendor's trigger looks for, opened for one poll. */
export interface TriggerSource {
	/** What is watched, in words that stay the same: for something else, watching begins anew. */
	place: string;
	/** What counts as new, worked out at the first poll. */
	beginning(): Beginning;
	perExecution: number;
	/** Where the files of the items come from; undefined for items without. */
	files?: FilesOf;
	look(state: WatchState, options: LookOptions): Promise<Swept<Recording>>;
	/** What is to be said before it is too late. */
	expiry?: Expiry;
	/** What a look has shown to be wrong, though it may not be: told once a day when it lasts. */
	doubt?(): Doubt | undefined;
	close(): Promise<void>;
}

export interface FilesOf {
	/** The binary field to put them into. */
	field: string;
	place(): Promise<Place>;
}
