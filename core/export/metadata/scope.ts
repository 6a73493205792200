/** What of a recording is exported. */
export type Scope = 'media' | 'metadata' | 'both';

export interface ScopeSettings {
	scope: Scope;
	/** Metadata of recordings that have a file only: a call can be known without one (Verba's CDR-only records). */
	onlyWithMedia?: boolean;
}

export interface Wanted {
	media: boolean;
	metadata: boolean;
}

/** What to write for a recording, which may have no file at all: `path` is empty or missing then. */
export function wantedOf({ path }: { path?: string }, { scope, onlyWithMedia }: ScopeSettings): Wanted {
	const hasMedia = path !== undefined && path !== '';
	return { media: hasMedia && scope !== 'metadata', metadata: scope !== 'media' && (hasMedia || !onlyWithMedia) };
}
