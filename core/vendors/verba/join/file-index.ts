import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { isMediaExtension, parseVerbaPath } from '../names';
import { ID_FIELDS, isOfOnePattern, type IdField } from './ids';
import { pathFits, statedPath, type StatedPath } from './stated-path';

/** Groups of one name, or of one identifier: that there are more makes no difference, as nothing tells which is meant. */
export const MAX_ALIKE = 100;

/** What metadata files say of one conversation. */
export interface Told {
	conversation: Conversation;
	by: ('xml' | 'csv')[];
	/** Of its files, without their last extension, in small letters. */
	names: string[];
}

/** Which row means a group; see `claimFor`. */
export interface Claim {
	key: string;
	/** Rows of several conversations do. */
	isContested: boolean;
	/** The row that starts on the day of the folder. */
	dayKey?: string;
	isDayContested: boolean;
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
	claim?: Claim;
	/** Its metadata tell of several conversations, as far as they were read. */
	isOfMany?: boolean;
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
	readonly #byId: Record<IdField, Map<string, Group | Group[]>> = { id: new Map(), nativeId: new Map() };
	#root: string[] | undefined;
	#isFlat = true;
	/** Known once all files are. */
	#hasPairs: boolean | undefined;

	/** Of each file of the export: all lie below what their folders have in common. */
	addFolder(path: string): void {
		const parts = path.split('/').slice(0, -1);
		const root = (this.#root ??= parts);
		const differs = root.findIndex((part, at) => parts[at] !== part);
		const common = differs === -1 ? root.length : differs;
		if (common < root.length || parts.length > common) this.#isFlat = false;
		if (common < root.length) this.#root = root.slice(0, common);
	}

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

	addIds(conversation: Conversation, group: Group): void {
		for (const field of ID_FIELDS) {
			const id = conversation[field];
			// A copy: what was cut out of a chunk of text would keep all of it.
			if (id !== undefined) addTo(this.#byId[field], Buffer.from(id).toString(), group);
		}
	}

	get groups(): Iterable<Group> {
		return this.#groups.values();
	}

	/**
	 * Groups with a file of this name, or, where there are none, of this name but for the extension. Where a folder is stated with it,
	 * files in others are not meant, unless no file lies in any.
	 */
	named(stated: string): readonly Group[] {
		const path = statedPath(stated);
		const found = this.#alike(path);
		// Of more, some are not known, and one of those could be meant.
		if (found.length >= MAX_ALIKE) return found;
		const root = this.#root?.map((part) => `${part}/`).join('') ?? '';
		const fitting = path.folder === '' ? found : found.filter((group) => pathFits(path, folderOf(group), root, this.#isFlat));
		const exact = fitting.filter((group) => filesOf(group).some((file) => file.path.endsWith(path.name)));
		return fitting.length > 1 && exact.length === 1 ? exact : fitting;
	}

	#alike({ name, folder }: StatedPath): readonly Group[] {
		const inFolder = folder === '' ? [] : listOf(this.#byName.get(keyOf(`${folder.split('/').at(-2)}/${name}`)));
		if (inFolder.length > 0) return inFolder;
		const byName = listOf(this.#byName.get(keyOf(name)));
		if (byName.length > 0) return byName;
		// `call.1` has no extension, and is no `call.wav`.
		const { stem, extension } = parseVerbaPath(name);
		const stems = isMediaExtension(extension) ? [name, stem] : [name];
		return [...new Set(stems.flatMap((one) => listOf(this.#byStem.get(keyOf(one)))))];
	}

	/** Groups whose metadata have these identifiers. */
	withIdsOf(conversation: Conversation): readonly Group[] {
		return this.#byIds(conversation, (field, id) => this.#byId[field].get(keyOf(id)));
	}

	/**
	 * Media without metadata that are named by one of its identifiers.
	 *
	 * @param ownName the name that it has otherwise
	 */
	mediaNamedById(conversation: Conversation, ownName: string | undefined): readonly Group[] {
		// Where media and metadata share names, those that have none alike lack their other half.
		if (ownName !== undefined && this.#isPaired()) return [];
		const found = this.#byIds(conversation, (_, id) => this.#byStem.get(keyOf(id)));
		return found.filter((group) => !hasMetadata(group) && (ownName === undefined || !isOfOnePattern(group.stem, ownName)));
	}

	#isPaired(): boolean {
		if (this.#hasPairs === undefined) {
			this.#hasPairs = false;
			for (const group of this.groups) if (group.media.length > 0 && hasMetadata(group)) return (this.#hasPairs = true);
		}
		return this.#hasPairs;
	}

	#byIds(conversation: Conversation, find: (field: IdField, id: string) => Group | Group[] | undefined): readonly Group[] {
		const groups = ID_FIELDS.flatMap((field) => {
			const id = conversation[field];
			return id === undefined ? [] : listOf(find(field, id));
		});
		return [...new Set(groups)];
	}
}

/** With `/` at its end; `''` for none. */
export function folderOf(group: Group): string {
	return parseVerbaPath(filesOf(group)[0]?.path ?? '').folder;
}

export function hasMetadata({ xml, csv }: Group): boolean {
	return xml.length > 0 || csv.length > 0;
}

/** Whether a group has a file that a list may mean by this name. */
export function isNamed(group: Group, stated: string): boolean {
	const { name, stem } = statedPath(stated);
	return [name, stem].some((one) => keyOf(group.stem) === keyOf(one));
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
