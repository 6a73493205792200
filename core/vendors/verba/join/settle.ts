import type { Breather } from '../../../listing/breather';
import type { ExportFile } from '../export-file';
import { folded, pairUp } from './alike';
import { commonStem, hasMetadata, isEmpty, moveFiles, newGroup, statesMedia, type Group } from './group';

type Groups = ReadonlyMap<string, Group>;

/** Spellings of one name: nobody has so many, and to compare each with each would take long. */
const MAX_SPELLINGS = 50;

const METADATA = ['xml', 'csv'] as const;
type MetadataKind = (typeof METADATA)[number];
const BESIDE_MEDIA = ['xml', 'csv', 'others'] as const;

/**
 * Puts metadata beside the media of one folder that they are named after: `A.xml` beside `a.wav`, where nothing else could be meant,
 * and `a.wav.xml` beside `a.wav`. Where a name can be read in two ways, the metadata become groups of their own, which are given back.
 */
export async function settle(groups: Groups, breather: Breather): Promise<Group[]> {
	const spellings = new Map<string, Group | Group[]>();
	for (const group of groups.values()) {
		const key = folded(group.stem);
		const before = spellings.get(key);
		spellings.set(key, before === undefined ? group : listOf(before).concat(group));
		if (breather.isDue()) await breather.breathe();
	}
	for (const some of spellings.values()) if (Array.isArray(some)) joinSpellings(some);
	return await settleAppended(groups, spellings, breather);
}

function listOf(some: Group | Group[] | undefined): Group[] {
	if (some === undefined) return [];
	return Array.isArray(some) ? some : [some];
}

/** Of groups whose names differ in letters alone, those without media go to the one with media that has no such file itself. */
function joinSpellings(all: readonly Group[]): void {
	const media = all.filter((group) => group.media.length > 0);
	for (const kinds of [METADATA, ['others']] as const) {
		const isBeside = (group: Group) => kinds.some((kind) => group[kind].length > 0);
		const seekers = all.filter((group) => group.media.length === 0 && isBeside(group));
		const { found, unclear } =
			all.length > MAX_SPELLINGS ? { found: new Map<Group, Group>(), unclear: new Set(seekers) } : pairUp(seekers, media, { seeker: ({ stem }) => stem, target: ({ stem }) => stem });
		for (const [seeker, target] of found) if (!isBeside(target)) moveFiles(seeker, target, kinds);
		if (media.length > 0 && kinds === METADATA) for (const group of unclear) group.isUnclear = true;
	}
}

/** Metadata that state the name of a media file with its extension. */
interface Appended {
	group: Group;
	/** The one that has the file, and the file. */
	target?: { group: Group; file: ExportFile };
	isUnclear: boolean;
}

async function settleAppended(groups: Groups, spellings: ReadonlyMap<string, Group | Group[]>, breather: Breather): Promise<Group[]> {
	const stated = new Map<string, Group[]>();
	for (const group of groups.values()) {
		if (!statesMedia(group.stem) || !hasMetadata(group)) continue;
		const key = folded(group.stem);
		stated.set(key, [...(stated.get(key) ?? []), group]);
		if (breather.isDue()) await breather.breathe();
	}
	const all: Appended[] = [];
	for (const [key, some] of stated) {
		all.push(...targetsOf(some, key, spellings));
		if (breather.isDue()) await breather.breathe();
	}
	const isHabit = all.some(({ group, target }) => target && group.media.length === 0);
	const others = await stemHabits(groups, all.length > 0, breather);
	return all.flatMap((one) => settled(one, isHabit, others));
}

/** Which metadata share the stem of media, without its extension: those of their kind are not named otherwise. */
async function stemHabits(groups: Groups, isAsked: boolean, breather: Breather): Promise<ReadonlySet<MetadataKind>> {
	const kinds = new Set<MetadataKind>();
	if (!isAsked) return kinds;
	for (const group of groups.values()) {
		if (group.media.length > 0 && !statesMedia(group.stem)) for (const kind of METADATA) if (group[kind].length > 0) kinds.add(kind);
		if (breather.isDue()) await breather.breathe();
	}
	return kinds;
}

function targetsOf(seekers: readonly Group[], key: string, spellings: ReadonlyMap<string, Group | Group[]>): Appended[] {
	const holders = listOf(spellings.get(commonStem(key)));
	const files = holders.flatMap((group) => group.media.filter((file) => folded(nameOf(file)) === key).map((file) => ({ group, file })));
	if (seekers.length > MAX_SPELLINGS || files.length > MAX_SPELLINGS) return seekers.map((group) => ({ group, isUnclear: files.length > 0 }));
	const { found, unclear } = pairUp(seekers, files, { seeker: ({ stem }) => stem, target: ({ file }) => nameOf(file) });
	return seekers.map((group) => ({ group, target: found.get(group), isUnclear: unclear.has(group) }));
}

/**
 * `t.mp3.xml` beside `t.mp3.wav` tells of that one, or of a `t.mp3`: where that one lies there, too, or may be missing since metadata are
 * named so, nothing is certain. Nor is it beside `t.mp3` alone, where metadata are named otherwise. Gives what is taken from beside media.
 *
 * @param isHabit other metadata of the folder state whole names
 * @param others kinds of metadata that do not
 */
function settled({ group, target, isUnclear }: Appended, isHabit: boolean, others: ReadonlySet<MetadataKind>): Group[] {
	if (group.media.length === 0) {
		const isUnusual = METADATA.some((kind) => group[kind].length > 0 && others.has(kind));
		if (target && !isUnusual) moveFiles(group, target.group, BESIDE_MEDIA);
		else if (target || isUnclear) group.isUnclear = true;
		return [];
	}
	if (!target && !isUnclear && !isHabit) return [];
	return [group, ...(target ? [target.group] : [])].map(takenFrom).filter((one) => !isEmpty(one));
}

function takenFrom(group: Group): Group {
	const taken = newGroup(group.stem);
	taken.isUnclear = true;
	moveFiles(group, taken, METADATA);
	return taken;
}

function nameOf({ path }: ExportFile): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
