import type { Recording } from '../vendors/recording';

/** A recording on its way out: of any vendor, with whatever its node knows of it besides. */
export type ExportItem = Omit<Recording, 'vendor'> & { vendor: string };

/** What became of it, as the ledger keeps it; under `export` in metadata and in the call detail records. */
export interface Exported {
	/** The key at the target, below the folder of the target. */
	targetPath?: string;
	/** The archive that it is in, below the folder of the target; `targetPath` is then its name in there. */
	archive?: string;
	/** Of what was written, which after decryption is not what the vendor stored. */
	writtenBytes?: number;
	/** SHA-256 of what was written, in lower-case hex. */
	sha256?: string;
	/** How it was compared with the source, such as `md5` or `size`. */
	verifiedBy?: string;
	/** ISO 8601 in UTC with `Z`. */
	exportedAt?: string;
	/** Why it was not exported, or what was odd. */
	exception?: string;
	/** What the ledger kept of the recording, where that itself is not at hand: `FileRecord.facts`. */
	facts?: Record<string, string | string[]>;
}

export type ExportedItem = ExportItem & { export?: Exported };
