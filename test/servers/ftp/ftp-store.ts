export interface StoredFile {
	content: Buffer;
	modifiedMs: number;
}

const LONGEST_NAME = 255;

/** Files and folders in memory. Paths are bytes, one character for each, without a slash at either end; `''` is the root. */
export class FtpStore {
	readonly files = new Map<string, StoredFile>();
	readonly folders = new Set(['']);
	/** What a link leads to, by its path. */
	readonly links = new Map<string, string>();
	#clockMs = Date.UTC(2021, 2, 10, 17, 40, 42);

	/** As from outside: with all the folders that it needs. */
	seed(path: string, content: Buffer): void {
		this.#addFolders(parentOf(path));
		this.put(path, content);
	}

	addFolder(path: string): boolean {
		if (this.folders.has(path) || this.files.has(path) || !this.folders.has(parentOf(path)) || isTooLong(path)) return false;
		this.folders.add(path);
		return true;
	}

	link(path: string, target: string): void {
		this.#addFolders(parentOf(path));
		this.links.set(path, target);
	}

	put(path: string, content: Buffer): void {
		// A second for each change, since that is the finest time that servers tell.
		this.files.set(path, { content, modifiedMs: (this.#clockMs += 1_000) });
	}

	canHold(path: string): boolean {
		return this.folders.has(parentOf(path)) && !this.folders.has(path) && path !== '' && !isTooLong(path);
	}

	rename(from: string, to: string): boolean {
		const file = this.files.get(from);
		if (!file || !this.canHold(to)) return false;
		this.files.delete(from);
		this.files.set(to, file);
		return true;
	}

	/** Through links, as often as there are some; undefined where they lead nowhere. */
	resolve(path: string): string | undefined {
		let resolved = path;
		for (let turn = 0; turn < 20; turn++) {
			const link = [...this.links].find(([name]) => resolved === name || resolved.startsWith(`${name}/`));
			if (!link) return resolved;
			resolved = (link[1] + resolved.slice(link[0].length)).replace(/^\//, '');
		}
		return undefined;
	}

	/** Names in a folder, in no order. */
	*namesIn(folder: string): Generator<string> {
		const start = folder === '' ? '' : `${folder}/`;
		for (const map of [this.links, this.files]) {
			for (const path of map.keys()) if (isChild(path, start)) yield path.slice(start.length);
		}
		for (const path of this.folders) if (path !== '' && isChild(path, start)) yield path.slice(start.length);
	}

	#addFolders(path: string): void {
		if (path !== '') this.#addFolders(parentOf(path));
		this.folders.add(path);
	}
}

function isChild(path: string, start: string): boolean {
	return path.startsWith(start) && !path.includes('/', start.length);
}

function parentOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isTooLong(path: string): boolean {
	return path.split('/').some((name) => name.length > LONGEST_NAME);
}

/** Text as bytes, one character for each. */
export function wire(text: string): string {
	return Buffer.from(text, 'utf8').toString('latin1');
}
