import { dayOfFolder, folderOfDay, recordedAtMs } from '../../vendors/eight-by-eight/names';
import type { ExportItem } from '../item';
import type { Folders } from './folders';
import { MARK_LENGTH } from './identity';
import { decryptedName, isUsualEncryptedName, lastPartOf, splitName } from './original-name';
import { safePart } from './safe-part';
import type { NameSettings } from './target-namer';

/** Where a job reads. */
export interface Home {
	vendor: string;
	container?: string;
	/** Ends in a slash, or is empty. */
	folder: string;
}

/** Names of vendors, each with what is one name in other letters: only the first is taken without a mark. */
const GRAMMARS: { usual: RegExp; any: RegExp }[] = [
	{
		usual: /^[0-9A-Z]{32}_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d-[0-9A-F]{8}-[0-9A-F]{8}-[0-9A-F]{8}\.[a-z0-9]+(?:\.bin)?$/,
		any: /^[0-9A-Z]{32}_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d-[0-9A-F]{8}-[0-9A-F]{8}-[0-9A-F]{8}\.[a-z0-9]+(?:\.bin)?$/i,
	},
	{ usual: /^R\d{18}\.wav$/, any: /^R\d{18}\.wav$/i },
	{
		usual: /^\d{4}(?:-\d\d){5}_\d+_[A-Z]+_[0-9a-z-]+\.[a-z0-9]+$/,
		any: /^\d{4}(?:-\d\d){5}_\d+_[A-Z]+_[0-9a-z-]+\.[a-z0-9]+$/i,
	},
];

const MARKED = new RegExp(`_[0-9a-z]{${MARK_LENGTH}}$`, 'i');

/** Where a plain name may stand: the folders that it needs above it, before those of the pattern. */
export interface PlainPlace {
	/** Leads the folders of the date: the folder of the tenant, where the job reads those of several. */
	tenant?: string;
}

/**
 * Whether the original name can stand at the target without a mark, with no knowledge of other files; where it can, what else has
 * to be told by its folders. See `target-namer.ts` for the reasoning.
 */
export function plainPlace(item: ExportItem, targetName: string, settings: NameSettings): PlainPlace | undefined {
	const { home } = settings;
	if (!home || settings.alwaysMarked || !isUnder(item, home)) return undefined;
	const name = lastPartOf(item.path);
	if (!isToldBy(targetName, name, settings)) return undefined;
	const folder = item.path.slice(home.folder.length, item.path.length - name.length);
	return placeIn(folder, name, settings, home);
}

function isUnder(item: ExportItem, home: Home): boolean {
	return item.vendor === home.vendor && item.container === home.container && item.path.startsWith(home.folder);
}

/** Whether the original name can be told from that at the target. */
function isToldBy(targetName: string, original: string, { decrypts, tellsCaseApart }: NameSettings): boolean {
	// In a job that decrypts, one that is not encrypted could be called what an encrypted one becomes.
	const isUsual = decrypts ? isUsualEncryptedName(original) && targetName === decryptedName(original) : targetName === original;
	return isUsual && isUnchanged(targetName) && !looksLikeOurs(targetName) && (tellsCaseApart === true || isInUsualCase(original));
}

function isUnchanged(part: string): boolean {
	return safePart(part) === part;
}

/** Like one with a mark, or like the file of metadata beside another one. */
function looksLikeOurs(name: string): boolean {
	return MARKED.test(splitName(name).stem) || MARKED.test(name) || /\.metadata\.[a-z]+$/i.test(name);
}

function isInUsualCase(name: string): boolean {
	const ofVendor = GRAMMARS.filter(({ any }) => any.test(name));
	return ofVendor.length > 0 ? ofVendor.every(({ usual }) => usual.test(name)) : isFolded(name);
}

// Letters beyond a and z have more than two cases, such as those of sigma; what this leaves as it is has no twin.
function isFolded(text: string): boolean {
	return text === text.toUpperCase().toLowerCase().normalize('NFC');
}

function placeIn(folder: string, name: string, settings: NameSettings, home: Home): PlainPlace | undefined {
	const folders = settings.folders ?? 'day';
	if (folders === 'source') return isTellingFolder(folder, settings) ? {} : undefined;
	const day = home.vendor === '8x8' ? dayFolderOf(name) : undefined;
	if (day !== undefined) return isInDayFolder(day, folder, home) ? {} : undefined;
	if (folder === '') return {};
	return isDated(folders) && isTenantFolder(folder, name, settings, home) ? { tenant: folder.slice(0, -1) } : undefined;
}

function isTellingFolder(folder: string, { tellsCaseApart }: NameSettings): boolean {
	const parts = folder.split('/').slice(0, -1);
	return parts.every((part) => isUnchanged(part) && (tellsCaseApart === true || isFolderInUsualCase(part)));
}

function isDated(folders: Folders): boolean {
	return folders === 'day' || folders === 'month' || folders === 'year';
}

function isTenantFolder(folder: string, name: string, settings: NameSettings, home: Home): boolean {
	return home.vendor === 'genesys' && GRAMMARS[0].usual.test(name) && folder.split('/').length === 2 && isTellingFolder(folder, settings);
}

/** `S20160606` of 8x8's `R201606061200000001.wav`: the name tells its folder. */
function dayFolderOf(name: string): string | undefined {
	const recordedMs = recordedAtMs(name);
	return recordedMs === undefined ? undefined : folderOfDay(new Date(recordedMs).toISOString().slice(0, 10));
}

function isFolderInUsualCase(part: string): boolean {
	return dayOfFolder(part) === undefined ? isFolded(part) : part.startsWith('S');
}

function isInDayFolder(day: string, folder: string, home: Home): boolean {
	const ofHome = home.folder.split('/').at(-2) ?? '';
	return dayOfFolder(ofHome) === undefined ? folder === `${day}/` : folder === '' && ofHome === day;
}
