import { mkdir } from 'node:fs/promises';
import type { OpenFolder } from './open-folder';
import type { Place } from './place';
import { hasCode, isMissing } from './system-error';

/** Folders that are remembered; then it begins anew. */
const MOST = 10_000;

/**
 * Folders that were made, and whose names are on the disk. One that is there already may come from a process that was cut before it
 * could say so to the disk, or from a write that is at it just now: so each is brought there once, and everybody waits for that.
 */
export class DurableFolders {
	readonly #made = new Map<string, Promise<void>>();

	constructor(private readonly place: Pick<Place, 'openFolder' | 'assertAllowed'>) {}

	/** @param key its path with a slash at the end, or `''` */
	async make(key: string): Promise<void> {
		if (key === '') return;
		let made = this.#made.get(key);
		if (!made) {
			if (this.#made.size >= MOST) this.forget();
			made = this.#make(key);
			this.#made.set(key, made);
			made.catch(() => this.#made.delete(key));
		}
		await made;
	}

	forget(): void {
		this.#made.clear();
	}

	async #make(key: string): Promise<void> {
		const [, above = '', name] = /^(.*\/)?([^/]*)\/$/s.exec(key) ?? [];
		await this.make(above);
		const isThere = await this.#isThere(key);
		const parent = await this.#open(above, isThere);
		if (!parent) return;
		try {
			if (!isThere) await this.#add(parent, name, key);
			await parent.sync();
		} finally {
			await parent.close();
		}
	}

	async #add(parent: OpenFolder, name: string, key: string): Promise<void> {
		this.place.assertAllowed(parent.realPathOf(name), 'write', key);
		await mkdir(parent.at(name)).catch((error: unknown) => {
			if (!hasCode(error, 'EEXIST')) throw error;
		});
	}

	async #isThere(key: string): Promise<boolean> {
		try {
			const folder = await this.place.openFolder(key, 'write');
			await folder.close();
			return true;
		} catch (error) {
			if (isMissing(error)) return false;
			throw error;
		}
	}

	/** Undefined for one that may be passed and not be read: what is in it can be used all the same. */
	async #open(key: string, isPassed: boolean): Promise<OpenFolder | undefined> {
		try {
			return await this.place.openFolder(key, 'write');
		} catch (error) {
			if (isPassed && hasCode(error, 'EACCES')) return undefined;
			throw error;
		}
	}
}
