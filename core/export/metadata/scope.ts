/** What of a recording is exported. */
export type Scope = 'media' | 'metadata' | 'both';
