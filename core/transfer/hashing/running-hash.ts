import { createHash } from 'node:crypto';

export type HashAlgorithm = 'md5' | 'sha256';

/** A hash of bytes that come in pieces. */
export interface RunningHash {
	/** Returns a promise where the next piece is to wait for it. The piece may be used again at once. */
	update(chunk: Buffer): void | Promise<void>;
	/** Of all that came; once. */
	digest(): Promise<Buffer>;
	/** Nobody will ask for the digest. */
	drop(): void;
}

/** On the event loop. */
export function hashHere(algorithm: HashAlgorithm): RunningHash {
	const hash = createHash(algorithm);
	return { update: (chunk) => void hash.update(chunk), digest: async () => await Promise.resolve(hash.digest()), drop: () => {} };
}
