import type { TreeEntry } from '../tree/entry';
import { nameFromBytes } from '../tree/names';
import type { Attributes, ListedName } from './attributes';
import { SftpStatusError } from './errors';
import type { Place } from './place';
import type { Session } from './session';
import type { Sessions } from './sessions';
import { until } from './until';
import { MalformedReply, STATUS } from './wire';

/** Requests for names at once: each brings about a hundred, and each alone would cost a round trip. */
const FIRST_REQUESTS = 8;
const MOST_REQUESTS = 16;
const LINKS_AT_ONCE = 64;

/** Lists one folder of the server in batches; nothing where there is none. */
export async function* listFolder(sessions: Sessions, place: Place, folder: string, signal: AbortSignal): AsyncGenerator<TreeEntry[]> {
	const held = await sessions.hold(signal);
	try {
		yield* new FolderListing(held.session, place, folder, signal).batches();
	} finally {
		held.release();
	}
}

class FolderListing {
	#links: Buffer[] = [];

	constructor(
		private readonly session: Session,
		private readonly place: Place,
		private readonly folder: string,
		private readonly signal: AbortSignal,
	) {}

	async *batches(): AsyncGenerator<TreeEntry[]> {
		const handle = await this.#open();
		if (!handle) return;
		try {
			for await (const names of this.#names(handle)) {
				yield names.flatMap((name) => this.#entryOf(name) ?? []);
				if (this.#links.length > LINKS_AT_ONCE) yield await this.#followLinks();
			}
			yield await this.#followLinks();
		} finally {
			// Nothing depends on the answer, and whoever cut the connection has closed it.
			this.session.closeHandle(handle).catch(() => {});
		}
	}

	async #open(): Promise<Buffer | undefined> {
		const close = (handle: Buffer) => void this.session.closeHandle(handle).catch(() => {});
		try {
			return await until(this.session.openFolder(this.place.path(this.folder)), this.session, this.signal, close);
		} catch (error) {
			if (isMissing(error)) return await this.#assertMissing();
			// A file in the place of a folder; servers say it in different ways.
			if (isStatus(error, STATUS.FAILURE, STATUS.BAD_MESSAGE) && (await this.#isNoFolder())) return undefined;
			throw error;
		}
	}

	/** An empty listing in the place of a refusal would be taken for the truth, so that a server must say twice that there is nothing. */
	async #assertMissing(): Promise<undefined> {
		const stat = this.session.stat(this.place.path(this.folder)).catch((error: unknown) => {
			if (isMissing(error)) return undefined;
			throw error;
		});
		const found = await until(stat, this.session, this.signal);
		if (!found || (found.kind !== undefined && found.kind !== 'folder')) return;
		throw new MalformedReply(`the server says that there is no folder "${nameFromBytes(this.place.path(this.folder))}", and describes it`);
	}

	async #isNoFolder(): Promise<boolean> {
		const stat = this.session.stat(this.place.path(this.folder)).catch((error: unknown) => (isMissing(error) ? { kind: 'file' as const } : {}));
		const { kind } = await until<Attributes>(stat, this.session, this.signal);
		return kind !== undefined && kind !== 'folder';
	}

	// The server answers in turn; more requests are made as long as names come.
	async *#names(handle: Buffer): AsyncGenerator<ListedName[]> {
		const asked: Promise<ListedName[] | undefined>[] = [];
		let allowed = FIRST_REQUESTS;
		let isAtEnd = false;
		for (;;) {
			while (!isAtEnd && asked.length < allowed) asked.push(this.#askForNames(handle));
			const next = asked.shift();
			if (!next) return;
			const names = await until(next, this.session, this.signal);
			if (names) yield names;
			else isAtEnd = true;
			allowed = Math.min(MOST_REQUESTS, allowed + 2);
		}
	}

	/** It may fail while whoever takes the names does something else, and nobody waits for it. */
	#askForNames(handle: Buffer): Promise<ListedName[] | undefined> {
		const names = this.session.readFolder(handle);
		names.catch(() => {});
		return names;
	}

	#entryOf({ name, attributes }: ListedName): TreeEntry | undefined {
		const { kind = 'file', sizeBytes, modifiedMs } = attributes;
		if (kind === 'link') this.#links.push(name);
		if (kind === 'link' || kind === 'other') return undefined;
		return { name: nameFromBytes(name), kind, sizeBytes, modifiedMs };
	}

	async #followLinks(): Promise<TreeEntry[]> {
		const links = this.#links;
		this.#links = [];
		const entries: TreeEntry[] = [];
		for (let start = 0; start < links.length; start += LINKS_AT_ONCE) {
			const some = links.slice(start, start + LINKS_AT_ONCE).map(async (name) => await this.#follow(nameFromBytes(name)));
			entries.push(...(await Promise.all(some)).flat());
		}
		return entries;
	}

	/** Nothing for a link that leads nowhere, or to where nobody may look: it could not be read either. */
	async #follow(name: string): Promise<TreeEntry[]> {
		const target = this.session.stat(this.place.path(this.folder + name)).catch((error: unknown): Attributes => {
			if (isStatus(error, STATUS.NO_SUCH_FILE, STATUS.NO_SUCH_PATH, STATUS.PERMISSION_DENIED, STATUS.FAILURE)) return { kind: 'other' };
			throw error;
		});
		const { kind = 'file', sizeBytes, modifiedMs } = await until(target, this.session, this.signal);
		if (kind === 'file') return [{ name, kind, sizeBytes, modifiedMs }];
		return kind === 'folder' && !(await this.#leadsUp(name)) ? [{ name, kind: 'linkedFolder' }] : [];
	}

	/** Whether a link leads to the folder that it is in, or to one above it: there is nothing new to be found. */
	async #leadsUp(name: string): Promise<boolean> {
		const paths = Promise.all([this.session.realPath(this.place.path(this.folder)), this.session.realPath(this.place.path(this.folder + name))]);
		const [here, there] = await until(paths, this.session, this.signal);
		return `${here.toString('latin1')}/`.startsWith(`${there.toString('latin1').replace(/\/$/, '')}/`);
	}
}

export function isStatus(error: unknown, ...statuses: number[]): error is SftpStatusError {
	return error instanceof SftpStatusError && statuses.includes(error.status);
}

export function isMissing(error: unknown): error is SftpStatusError {
	return isStatus(error, STATUS.NO_SUCH_FILE, STATUS.NO_SUCH_PATH);
}
