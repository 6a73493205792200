/** What must not be touched, though it lies in the folder. */
export interface FolderRules {
	/** @param realPath where it truly lies, all links followed */
	isBlocked(realPath: string): boolean;
	/** Who forbids it, as the detail of an error. */
	detail: string;
	/** What allows it. */
	advice: string;
}

export interface FolderOptions {
	/** An absolute path; the folder must be there. Nothing outside it is listed, read or written, wherever links lead. */
	path: string;
	rules?: FolderRules;
	/** Told the key of each link and folder that a listing leaves out: it leads out, or nowhere, or the rules forbid it. Each time anew. */
	onLeftOut?(key: string): void;
}
