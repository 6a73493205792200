import type { Breather } from '../../../listing/breather';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { isMediaExtension, parseVerbaPath } from '../names';
import { folded, nearest } from './alike';
import { areOfTwoDays } from './day';
import { commonStem, folderOf, hasMetadata, isEmpty, newGroup, type Group } from './group';
import { ID_FIELDS, isOfOnePattern, type IdField } from './ids';
import { settle } from './settle';
import { pathFits, statedPath, type StatedPath } from './stated-path';

/** Groups of one name, or of one identifier: that there are more makes no difference, as nothing tells which is meant. */
export const MAX_ALIKE = 100;

type Some = Group | Group[];
/** Of one folder, by their stems: those of several spellings are groups of their own until they are settled. */
export type FolderGroups = Map<string, Group>;

/** Memory: some 200 bytes for each file beside what the caller holds of it, and nothing of its content. */
export class FileIndex {
	readonly #folders = new Map<string, FolderGroups>();
	/** Metadata that were taken from beside media. */
	readonly #unclear: Group[] = [];
	/** Stems in a folder, in any letters, and whether they are of media: for files that are put beside others. */
	readonly #beside = new Map<string, Map<string, boolean>>();
	readonly #byId: Record<IdField, Map<string, Some>> = { id: new Map(), nativeId: new Map() };
	/** By stem, and by stem with the folder it lies in: made when they are first asked for. */
	#byStem: Map<string, Some> | undefined;
	#byPlace: Map<string, Some> | undefined;
	#root: string[] | undefined;
	#isFlat = true;
	/** Known once all files are. */
	#hasPairs: boolean | undefined;
	/** Where lists lie, where they lie in several folders. */
	#listFolders: string[] = [];
	readonly #apart = new Map<string, boolean>();

	/** Of each file of the export: all lie below what their folders have in common. */
	addFolder(path: string): void {
		const parts = path.split('/').slice(0, -1);
		const root = (this.#root ??= parts);
		const differs = root.findIndex((part, at) => parts[at] !== part);
		const common = differs === -1 ? root.length : differs;
		if (common < root.length || parts.length > common) this.#isFlat = false;
		if (common < root.length) this.#root = root.slice(0, common);
	}

	/** A list in a folder of its own tells of the files in there, and below. */
	addLists(lists: readonly ExportFile[]): void {
		const folders = new Set(lists.map(({ path }) => parseVerbaPath(path).folder));
		this.#listFolders = folders.size > 1 ? [...folders].sort((one, other) => other.length - one.length) : [];
	}

	/** The group of a file, which is begun where there is none. */
	groupOf(path: string): Group {
		const { folder, stem } = parseVerbaPath(path);
		const groups = this.#folders.get(folder) ?? new Map<string, Group>();
		this.#folders.set(folder, groups);
		const group = groups.get(stem) ?? newGroup(stem);
		groups.set(stem, group);
		return group;
	}

	/** Whether files of its name lay in its folder when this was first asked, in whatever letters; `mediaOnly`: that are media. */
	hasBeside(path: string, mediaOnly = false): boolean {
		const { folder, stem } = parseVerbaPath(path);
		const beside = this.#beside.get(folder) ?? stemsOf(this.#folders.get(folder));
		this.#beside.set(folder, beside);
		const found = [stem, commonStem(stem)].map((one) => beside.get(folded(one)));
		return found.some((isMedia) => (mediaOnly ? isMedia : isMedia !== undefined));
	}

	/** When all files are there: what their names tell of what belongs together. */
	async settle(breather: Breather): Promise<void> {
		this.#beside.clear();
		for (const groups of this.#folders.values()) this.#unclear.push(...(await settle(groups, breather)));
	}

	addIds(conversation: Conversation, group: Group): void {
		for (const field of ID_FIELDS) {
			const id = conversation[field];
			// A copy: what was cut out of a chunk of text would keep all of it.
			if (id !== undefined) addTo(this.#byId[field], Buffer.from(folded(id)).toString(), group);
		}
	}

	get groups(): Iterable<Group> {
		return this.#each();
	}

	*#each(): Generator<Group> {
		for (const groups of this.#folders.values()) for (const group of groups.values()) if (!isEmpty(group)) yield group;
		yield* this.#unclear;
	}

	/**
	 * Groups with a file of this name, or, where there are none, metadata of it; for a name without an extension, of any. Where a folder is stated with it,
	 * files in others are not meant, unless no file lies in any.
	 *
	 * @param listFolder where the list lies that states it
	 */
	named(stated: string, listFolder: string): readonly Group[] {
		const path = statedPath(stated);
		const found = this.#alike(path);
		// Of more, some are not known, and one of those could be meant.
		if (found.length >= MAX_ALIKE) return found;
		const root = this.#root?.map((part) => `${part}/`).join('') ?? '';
		const fitting = path.folder === '' ? found : found.filter((group) => pathFits(path, folderOf(group), root, this.#isFlat));
		const inScope = this.#scopeOf(listFolder, fitting);
		const exact = inScope.filter((group) => nearest(path.name, [...group.media, ...group.others], nameOf).some((file) => nameOf(file) === path.name));
		return inScope.length > 1 && exact.length === 1 ? exact : inScope;
	}

	/** Those in the folder of a list, or below; where no file lies there, those of which no other list tells. */
	#scopeOf(listFolder: string, groups: readonly Group[]): readonly Group[] {
		if (this.#listFolders.length === 0) return groups;
		const own = groups.filter((group) => folderOf(group).startsWith(listFolder));
		if (own.length > 0 || !this.#isApart(listFolder)) return own;
		return groups.filter((group) => {
			const list = this.#listFolders.find((folder) => folderOf(group).startsWith(folder));
			return (list === undefined || listFolder.startsWith(list)) && !areOfTwoDays(listFolder, folderOf(group));
		});
	}

	/** No file lies in the folder, nor below. */
	#isApart(listFolder: string): boolean {
		const known = this.#apart.get(listFolder);
		if (known !== undefined) return known;
		const isApart = ![...this.#folders.keys()].some((folder) => folder.startsWith(listFolder));
		this.#apart.set(listFolder, isApart);
		return isApart;
	}

	#alike({ name, folder }: StatedPath): readonly Group[] {
		const { stem, extension } = parseVerbaPath(name);
		const byName = this.#withStem(stem, folder).filter((group) => [...group.media, ...group.others].some((file) => folded(nameOf(file)) === folded(name)));
		if (byName.length > 0) return byName;
		// `call.1` has no extension, and is no `call.wav`.
		if (!isMediaExtension(extension)) return this.#withStem(name, folder).filter((group) => group.media.length > 0 || hasMetadata(group));
		// What is stated as `call.wav` is no `call.mp4`; but metadata may be left of it.
		return [...new Set([name, stem].flatMap((one) => this.#withStem(one, folder)))].filter(({ media }) => media.length === 0);
	}

	/** Where there are too many of one name, those in the folder that is stated with it. */
	#withStem(stem: string, folder: string): readonly Group[] {
		const all = listOf(this.#stems().get(folded(stem)));
		if (all.length < MAX_ALIKE || folder === '') return all;
		const inFolder = listOf(this.#places().get(folded(`${lastFolder(folder)}/${stem}`)));
		return inFolder.length > 0 ? inFolder : all;
	}

	#stems(): Map<string, Some> {
		return (this.#byStem ??= this.#mapOf(({ stem }) => stem));
	}

	#places(): Map<string, Some> {
		return (this.#byPlace ??= this.#mapOf((group) => `${lastFolder(folderOf(group))}/${group.stem}`));
	}

	#mapOf(keyOf: (group: Group) => string): Map<string, Some> {
		const map = new Map<string, Some>();
		// Of metadata whose name is in doubt, a name tells nothing.
		for (const group of this.groups) if (!group.isUnclear) addTo(map, folded(keyOf(group)), group);
		return map;
	}

	/** Groups whose metadata have these identifiers. */
	withIdsOf(conversation: Conversation): readonly Group[] {
		return byIds(conversation, (field, id) => this.#byId[field].get(folded(id)));
	}

	/**
	 * Media without metadata that are named by one of its identifiers.
	 *
	 * @param ownName the name that it has otherwise
	 */
	mediaNamedById(conversation: Conversation, ownName: string | undefined): readonly Group[] {
		// Where media and metadata share names, those that have none alike lack their other half.
		if (ownName !== undefined && this.#isPaired()) return [];
		const found = byIds(conversation, (_, id) => this.#stems().get(folded(id)));
		return found.filter((group) => !hasMetadata(group) && (ownName === undefined || !isOfOnePattern(group.stem, ownName)));
	}

	#isPaired(): boolean {
		if (this.#hasPairs === undefined) {
			this.#hasPairs = false;
			for (const group of this.groups) if (group.media.length > 0 && hasMetadata(group)) return (this.#hasPairs = true);
		}
		return this.#hasPairs;
	}
}

/** Whether a group has a file that a list may mean by this name. */
export function isNamed(group: Group, stated: string): boolean {
	const { name, stem } = statedPath(stated);
	return [name, stem].some((one) => folded(group.stem) === folded(one));
}

function byIds(conversation: Conversation, find: (field: IdField, id: string) => Some | undefined): readonly Group[] {
	const groups = ID_FIELDS.flatMap((field) => {
		const id = conversation[field];
		return id === undefined ? [] : listOf(find(field, id));
	});
	return [...new Set(groups)];
}

function addTo(map: Map<string, Some>, key: string, group: Group): void {
	const before = map.get(key);
	if (before === undefined) map.set(key, group);
	else if (!Array.isArray(before)) {
		if (before !== group) map.set(key, [before, group]);
	} else if (before.length < MAX_ALIKE && before.at(-1) !== group) before.push(group);
}

function stemsOf(groups: FolderGroups | undefined): Map<string, boolean> {
	const stems = new Map<string, boolean>();
	for (const { stem, media } of groups?.values() ?? []) {
		const key = folded(stem);
		stems.set(key, stems.get(key) || media.length > 0);
	}
	return stems;
}

function listOf(found: Some | undefined): readonly Group[] {
	if (found === undefined) return [];
	return Array.isArray(found) ? found : [found];
}

function nameOf({ path }: ExportFile): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** Of a path with `/` at its end; `''` for none. */
function lastFolder(folder: string): string {
	return folder.split('/').at(-2) ?? '';
}
