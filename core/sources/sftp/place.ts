import { nameToBytes } from '../tree/names';

/** Where keys lie on the server: from the folder that the login leads to, or from a root. */
export class Place {
	readonly #before: string;

	constructor(root = '') {
		const trimmed = root.trim().replace(/\/+$/, '');
		this.#before = trimmed === '' ? (root.trim().startsWith('/') ? '/' : '') : `${trimmed}/`;
	}

	/** The path of a key, or of a folder with or without its slash. */
	path(key: string): Buffer {
		const path = `${this.#before}${key.replace(/\/$/, '')}`;
		return nameToBytes(path === '' ? '.' : path);
	}
}
