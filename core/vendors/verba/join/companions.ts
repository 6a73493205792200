import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import { folded } from './alike';
import { claimFor, keyOfRow } from './claims';
import type { Findings } from './findings';
import type { Claim } from './group';
import { contradiction } from './ids';
import { merged, type Row } from './merge';
import { statedPath } from './stated-path';

/** Rows of CSV metadata that are kept beside a CDR, and their characters as JSON: some 50 MiB with their keys. */
export const MAX_COMPANIONS = 50_000;
const MAX_CHARACTERS = 24 * 1024 * 1024;

interface Companion {
	/** As JSON: an object of each would take four times as much. */
	row: string;
	isTaken: boolean;
	claim?: Claim;
}

/** Rows of CSV metadata beside a CDR, which tell of the same conversations. */
export class Companions {
	readonly #byKey = new Map<string, Companion | undefined>();
	readonly #byPlace = new Map<string, Companion>();
	#characters = 0;
	/** The first line of each file that was not kept. */
	readonly #beyond = new Map<string, number>();

	constructor(private readonly findings: Findings) {}

	add(row: Conversation, { path }: ExportFile): void {
		const { line = 0 } = row;
		if (this.#byPlace.size >= MAX_COMPANIONS || this.#characters >= MAX_CHARACTERS) {
			if (this.#beyond.has(path)) return;
			this.#beyond.set(path, line);
			this.findings.add('FILE_PROBLEM', { path, line, detail: `beside a CDR, ${MAX_COMPANIONS} rows of CSV metadata are read at most, and ${MAX_CHARACTERS / 1024 / 1024} MiB: from this line on, they were left out. Read the file by itself` });
			return;
		}
		const companion = { row: JSON.stringify(row), isTaken: false };
		this.#characters += companion.row.length;
		this.#byPlace.set(placeOf(path, line), companion);
		// Of two that share a name, nothing tells which is meant.
		for (const key of keysOf(row, path)) this.#byKey.set(key, this.#byKey.has(key) ? undefined : companion);
	}

	/** Before any is joined: one that several rows mean is nobody's. */
	claim(row: Conversation, { path }: ExportFile): void {
		const found = this.#find(row, path);
		if (found) claimFor(found.companion, keyOfRow(row), false);
	}

	/** A row of the CDR with what its companion says. */
	joined(row: Conversation, { path }: ExportFile): Row {
		const found = this.#find(row, path);
		if (!found || found.companion.claim?.isContested) return { conversation: row, listPath: path, by: 'cdr' };
		found.companion.isTaken = true;
		const differing: Row['differing'] = [];
		const conversation = { ...merged(found.row, row, (...difference) => void (isOneName(...difference) || differing.push(difference))), line: row.line };
		return { conversation, listPath: path, by: 'cdr', isInCsv: true, differing };
	}

	/** A row that is a part of one of the CDR, or was left out: nothing else is made of it. */
	isTaken({ line = 0 }: Conversation, { path }: ExportFile): boolean {
		return line >= (this.#beyond.get(path) ?? Infinity) || this.#byPlace.get(placeOf(path, line))?.isTaken === true;
	}

	#find(row: Conversation, path: string): { companion: Companion; row: Conversation } | undefined {
		const fitting = new Set(keysOf(row, path).map((key) => this.#byKey.get(key)));
		fitting.delete(undefined);
		const [companion] = fitting;
		// Its name may be that of one, and its identifier another one's.
		if (!companion || fitting.size > 1) return undefined;
		const own = JSON.parse(companion.row) as Conversation;
		return contradiction(own, row) ? undefined : { companion, row: own };
	}
}

/** A name can be stated with its folder here, and without it there. */
function isOneName(field: string, ...names: (string | number)[]): boolean {
	const [one, other] = names.map((name) => folded(statedPath(String(name)).name));
	return field === 'mediaFileName' && one === other;
}

function placeOf(path: string, line: number): string {
	return `${path}:${line}`;
}

/** By the name of the media file, also with the folder of the list or with the start; and by identifier. */
function keysOf({ mediaFileName, id, nativeId, startTime }: Conversation, listPath: string): string[] {
	const keys: string[] = [];
	if (mediaFileName !== undefined) {
		const name = folded(`${statedPath(mediaFileName).folder}${statedPath(mediaFileName).name}`);
		keys.push(`in ${parseVerbaPath(listPath).folder} ${name}`, `name ${name}`);
		if (startTime !== undefined) keys.push(`at ${startTime} ${name}`);
	}
	if (id !== undefined) keys.push(`id ${id}`);
	if (nativeId !== undefined) keys.push(`native ${nativeId}`);
	return keys;
}
