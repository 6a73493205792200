import type { ExportItem } from '../item';

/** How files are called at the target. What is absent is as its comment says. */
export interface NameSettings {
	/** Such as `{Start Time:yyyy-MM-dd} {Agent} {Call ID}`; see `pattern.ts`. Else the original name. */
	pattern?: string;
	/** Stands where a value is not known; else `unknown`. */
	unknown?: string;
	/** Folders above the name: by the day, month or year of the start (else of the storage), or those of the source; else `day`. */
	folders?: Folders;
	/** IANA name of the time zone of folders and times; else UTC. */
	zone?: string;
	/** Where the job reads. What lies right there needs nothing in its name to tell where it lay. Else every name is marked. */
	home?: Home;
	/** The target takes `A.mp3` and `a.mp3` for two files, and so will all to whom it is copied: S3, Azure. Else not. */
	tellsCaseApart?: boolean;
	/** The job decrypts: `call.mp3.bin` becomes `call.mp3`. */
	decrypts?: boolean;
	/** Marks every name. */
	alwaysMarked?: boolean;
	/** Of the whole key in UTF-8, less what the folder of the target takes; else 1,000. */
	maxKeyBytes?: number;
}

export type Folders = 'day' | 'month' | 'year' | 'source' | 'none';

export interface Home {
	vendor: string;
	container?: string;
	/** Ends in a slash, or is empty. */
	folder: string;
}

export interface TargetNames {
	/** The key, below the folder of the target. The same for each version of a file. */
	path: string;
	/** The same with a mark of this version (by its ETag), for "keep both" where another version has `path`. */
	versionPath: string;
	/** Whether it stands without a mark. */
	isPlain: boolean;
}

export interface NamedBy {
	/** The name of what is written, where it turned out while decrypting; else it is told by `decrypts` and the name. */
	realName?: string;
}

export type Namer = (item: ExportItem, by?: NamedBy) => TargetNames;
