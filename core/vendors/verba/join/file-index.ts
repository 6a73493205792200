import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { isMediaExtension, parseVerbaPath } from '../names';

/** Groups of one name, or of one identifier: that there are more makes no difference, as nothing tells which is meant. */
const MAX_ALIKE = 100;

/** What metadata files say of one conversation. */
export interface Told {
	conversation: Conversation;
	by: ('xml' | 'csv')[];
}

/** Files of one name in one folder: media and metadata of a conversation, however they are named. */
export interface Group {
	stem: string;
	media: ExportFile[];
	xml: ExportFile[];
	csv: ExportFile[];
	/** Of no kind that is known; beside metadata, such as a transcript, they count as media. */
	others: ExportFile[];
	isGiven: boolean;
	/** Of a document that holds many: those that were given. */
	givenIds?: Set<string>;
	/** What its metadata say, where they were read already. */
	told?: Told[];
}

/** Memory: some 400 bytes for each file beside what the caller holds of it, and nothing of its content. */
export class FileIndex {
	readonly #groups = new Map<string, Group>();
	readonly #byName = new Map<string, Group | Group[]>();
	readonly #byStem = new Map<string, Group | Group[]>();
	readonly #byId = new Map<string, Group | Group[]>();

	/** The group of a file, which is begun where there is none. */
	groupOf(path: string): Group {
		const { folder, stem } = parseVerbaPath(path);
		const key = folder + commonStem(stem);
		let group = this.#groups.get(key);
		if (!group) {
			group = { stem: commonStem(stem), media: [], xml: [], csv: [], others: [], isGiven: false };
			this.#groups.set(key, group);
			addTo(this.#byStem, group.stem, group);
		}
		return group;
	}

	/** A group that a file of this name would belong to. */
	find(path: string): Group | undefined {
		const { folder, stem } = parseVerbaPath(path);
		return this.#groups.get(folder + commonStem(stem));
	}

	addName(path: string, group: Group): void {
		const parts = path.split('/');
		addTo(this.#byName, parts[parts.length - 1], group);
		if (parts.length > 1) addTo(this.#byName, parts.slice(-2).join('/'), group);
	}

	addId(id: string | undefined, group: Group): void {
		// A copy: what was cut out of a chunk of text would keep all of it.
		if (id !== undefined) addTo(this.#byId, Buffer.from(id).toString(), group);
	}

	get groups(): Iterable<Group> {
		return this.#groups.values();
	}

	/** Groups with a file of this name, or, where there are none, of this name but for the extension. */
	named(stated: string): readonly Group[] {
		const path = stated.replaceAll('\\', '/').replace(/^\.?\/+/, '');
		const { name, stem } = parseVerbaPath(path);
		const inFolder = path.includes('/') ? listOf(this.#byName.get(keyOf(path.split('/').slice(-2).join('/')))) : [];
		if (inFolder.length === 1) return inFolder;
		const found = listOf(this.#byName.get(keyOf(name)) ?? this.#byStem.get(keyOf(commonStem(stem))) ?? this.#byStem.get(keyOf(name)));
		if (found.length < 2 || !path.includes('/')) return found;
		const there = found.filter((group) => filesOf(group).some((file) => `/${file.path}`.toLowerCase().endsWith(`/${path}`.toLowerCase())));
		return there.length > 0 ? there : found;
	}

	/** Groups whose metadata have this identifier, or whose files are named by it. */
	withId(id: string): readonly Group[] {
		return [...new Set([...listOf(this.#byId.get(keyOf(id))), ...listOf(this.#byStem.get(keyOf(id)))])];
	}
}

export function hasMetadata({ xml, csv }: Group): boolean {
	return xml.length > 0 || csv.length > 0;
}

/** Whether a group has a file that a list may mean by this name. */
export function isNamed(group: Group, stated: string): boolean {
	const { name, stem } = parseVerbaPath(stated.replaceAll('\\', '/'));
	return keyOf(group.stem) === keyOf(commonStem(stem)) || keyOf(group.stem) === keyOf(name);
}

export function filesOf({ media, xml, csv, others }: Group): ExportFile[] {
	return [...media, ...others, ...xml, ...csv];
}

/** `a.wav.xml` tells of `a.wav`. */
function commonStem(stem: string): string {
	const parsed = parseVerbaPath(stem);
	return isMediaExtension(parsed.extension) ? parsed.stem : stem;
}

function addTo(map: Map<string, Group | Group[]>, name: string, group: Group): void {
	const key = keyOf(name);
	const before = map.get(key);
	if (before === undefined) map.set(key, group);
	else if (!Array.isArray(before)) {
		if (before !== group) map.set(key, [before, group]);
	} else if (before.length < MAX_ALIKE && before.at(-1) !== group) before.push(group);
}

function listOf(found: Group | Group[] | undefined): readonly Group[] {
	if (found === undefined) return [];
	return Array.isArray(found) ? found : [found];
}

/** Recorders run on Windows, where letters of either case are the same. */
function keyOf(name: string): string {
	return name.toLowerCase();
}
