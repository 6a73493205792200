import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { claimFor, keyOfRow } from './claims';
import type { Claim } from './file-index';
import { contradiction } from './ids';
import { merged } from './merge';
import { statedPath } from './stated-path';

interface Companion {
	row: Conversation;
	place: string;
	claim?: Claim;
}

/** Rows of CSV metadata beside a CDR, which tell of the same conversations. Memory: all of them. */
export class Companions {
	readonly #byKey = new Map<string, Companion | undefined>();
	readonly #taken = new Set<string>();

	add(row: Conversation, { path }: ExportFile): void {
		const companion = { row, place: `${path}:${row.line}` };
		// Of two that share a name, nothing tells which is meant.
		for (const key of keysOf(row)) this.#byKey.set(key, this.#byKey.has(key) ? undefined : companion);
	}

	/** Before any is joined: one that several rows mean is nobody's. */
	claim(row: Conversation): void {
		const found = this.#find(row);
		if (found) claimFor(found, keyOfRow(row), false);
	}

	/** A row of the CDR with what its companion says. */
	joined(row: Conversation): Conversation {
		const found = this.#find(row);
		if (!found || found.claim?.isContested) return row;
		this.#taken.add(found.place);
		return { ...merged(found.row, row), line: row.line };
	}

	isTaken({ line }: Conversation, { path }: ExportFile): boolean {
		return this.#taken.has(`${path}:${line}`);
	}

	#find(row: Conversation): Companion | undefined {
		const key = keysOf(row).find((one) => this.#byKey.has(one));
		const found = key === undefined ? undefined : this.#byKey.get(key);
		return found && !contradiction(found.row, row) ? found : undefined;
	}
}

/** By the name of the media file, then by identifier. */
function keysOf({ mediaFileName, id, nativeId }: Conversation): string[] {
	const keys: string[] = [];
	if (mediaFileName !== undefined) keys.push(`name ${statedPath(mediaFileName).folder}${statedPath(mediaFileName).name}`.toLowerCase());
	if (id !== undefined) keys.push(`id ${id}`);
	if (nativeId !== undefined) keys.push(`native ${nativeId}`);
	return keys;
}
