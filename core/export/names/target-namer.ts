import { RecordingError } from '../../errors/recording-error';
import { isTimeZone } from '../../time/zone';
import type { ExportItem } from '../item';
import { foldersOf, type Folders } from './folders';
import { placeMark, versionMark } from './identity';
import { fitFolders, markedName, MAX_KEY_BYTES, nameRoom, SHORTEST_KEY_BYTES } from './lengths';
import { decryptedName, lastPartOf, splitName } from './original-name';
import { ORIGINAL_NAME, readPattern, type NamePattern } from './pattern';
import { plainPlace, type Home } from './plain';
import { renderPart, type Filling } from './render';

/** How files are called at the target. What is absent is as its comment says. */
export interface NameSettings {
	/** Such as `{Start Time:yyyy-MM-dd} {Agent} {Call ID}`; see `pattern.ts`. Else the original name. */
	pattern?: string;
	/** Stands where a value is not known; else `unknown`. */
	unknown?: string;
	/** Folders above the name: by the day, month or year of the start (else of the storage), or those of the source; else `day`. */
	folders?: Folders;
	/** IANA name of the time zone of folders and times; else UTC. */
	zone?: string;
	/** Where the job reads, the same in all its runs. What lies elsewhere is marked; without it, all is. */
	home?: Home;
	/** The target takes `A.mp3` and `a.mp3` for two files, and so will all to whom it is copied: S3, Azure. Else not. */
	tellsCaseApart?: boolean;
	/** The job decrypts: `call.mp3.bin` becomes `call.mp3`. */
	decrypts?: boolean;
	/** Marks every name. */
	alwaysMarked?: boolean;
	/** Of the whole key in UTF-8, less what the folder of the target takes; else 1,000. */
	maxKeyBytes?: number;
}

export interface NamedBy {
	/** The name of what is written, where it turned out while decrypting; else it is told by `decrypts` and the name. */
	realName?: string;
}

/** Keys below the folder of the target. Pure: the same file gets the same one in every run of a job. */
export interface Namer {
	/** The same for each version of a file, and never that of another file. */
	nameOf(item: ExportItem, by?: NamedBy): string;
	/** With a mark of this version (by its ETag): for the rule that keeps both, where another version has the name. */
	versionNameOf(item: ExportItem, by?: NamedBy): string;
	/** Whether the name stands without a mark. */
	isPlain(item: ExportItem, by?: NamedBy): boolean;
}

/**
 * Gives each file its key at the target: safe on Windows, Unix and S3; the same in each run of a job; and never that of another file.
 *
 * **Why most made-up names carry a mark.** Two files can come to the same name: two segments of one call, one agent twice in a
 * second. Counting ("name (2)") or looking what is there makes the name depend on what came first, and a run that was cut, a second
 * one beside it, or one that lists the other way round would store files twice, or one over the other. So the name is a function
 * of the job's settings and the file's own vendor, container, path and fields. Names that are made of a pattern end in `_` and 13
 * characters: 64 bits of a hash of the place at the source.
 *
 * **When a plain name can be given without knowledge of others:** when the place at the source can be told from the key
 * alone, for then no other place comes to the same key. That is so when
 * - the last part of the key is the original name, as it is: safe already, in NFC, not cut, not like one of ours with a mark;
 * - the folder at the source is told too: the file lies right in `home`; or the folders are those of the source; or the name tells it
 *   (8x8: the folder of the day in UTC); or it is the tenant's of Genesys, which then leads the folders of the date;
 * - no other name is the same in other letters: it is in the letters that its vendor writes, or in small ones where no grammar knows
 *   it (not asked for where the target tells case apart);
 * - what decryption takes off the name can be told: in a job that decrypts, `call.mp3.bin` becomes `call.mp3`, and a `call.mp3` that was
 *   never encrypted gets a mark.
 * A plain name never looks like one with a mark, nor ends like a file of metadata, so that the kinds cannot meet either. Two names with
 * marks are the same only if 64 bits of SHA-256 are; a target that writes only where nothing is turns even that into an error.
 *
 * **Versions.** `nameOf` belongs to the place, so that two runs meet there; a file that changed since is a conflict, for which the
 * job has a rule. `versionNameOf` is for the rule that keeps both.
 *
 * **What can still change a name:** settings; and fields that come later than the file, such as an agent out of an index. Whether a file was
 * exported is therefore for the ledger to say, by its identity, and not for its name.
 *
 * @throws INVALID_REQUEST for settings of which no names can be made
 */
export function targetNamer(settings: NameSettings): Namer {
	const job = readJob(settings);
	return {
		nameOf(item, by) {
			const filling = fillingOf(item, job, by);
			return plainName(filling, job) ?? markedPath(filling, placeMark(item), job);
		},
		versionNameOf: (item, by) => markedPath(fillingOf(item, job, by), versionMark(item), job),
		isPlain: (item, by) => plainName(fillingOf(item, job, by), job) !== undefined,
	};
}

/** Settings that were read, all of them there. */
interface Job extends NameSettings {
	pieces: NamePattern;
	/** The name is the original one, which can be plain. */
	isOriginal: boolean;
	folders: Folders;
	zone: string;
	unknown: string;
	maxKeyBytes: number;
}

function readJob(settings: NameSettings): Job {
	const { zone = 'UTC', maxKeyBytes = MAX_KEY_BYTES } = settings;
	if (!isTimeZone(zone)) throw invalid(`"${zone}" is no time zone`, 'Give the name of a place, such as Europe/Berlin, or UTC.');
	if (maxKeyBytes < SHORTEST_KEY_BYTES) {
		throw invalid(`the folder of the target leaves ${maxKeyBytes} bytes for names, and ${SHORTEST_KEY_BYTES} are needed`, 'Use a folder with a shorter name.');
	}
	const pieces = readPattern(settings.pattern?.trim() || ORIGINAL_NAME);
	const isOriginal = pieces.stem.length === 1 && pieces.stem[0].kind === 'stem';
	return { ...settings, pieces, isOriginal, folders: settings.folders ?? 'day', zone, unknown: settings.unknown ?? 'unknown', maxKeyBytes };
}

function fillingOf(item: ExportItem, { decrypts, unknown, zone }: Job, { realName }: NamedBy = {}): Filling {
	const original = lastPartOf(item.path);
	return { item, ...splitName(realName ?? (decrypts ? decryptedName(original) : original)), unknown, zone };
}

function markedPath(filling: Filling, mark: string, job: Job): string {
	const name = markedName(renderPart(job.pieces.stem, filling), mark, filling.ending, job.maxKeyBytes);
	return [...fitFolders(foldersAbove(filling, job), job.maxKeyBytes), name].join('/');
}

function plainName(filling: Filling, job: Job): string | undefined {
	const name = `${filling.stem}${filling.ending}`;
	const place = job.isOriginal ? plainPlace(filling.item, name, job) : undefined;
	if (!place || Buffer.byteLength(name) > nameRoom(job.maxKeyBytes)) return undefined;
	const folders = [...(place.tenant === undefined ? [] : [place.tenant]), ...foldersAbove(filling, job)];
	const isWhole = fitFolders(folders, job.maxKeyBytes).join('/') === folders.join('/');
	return isWhole ? [...folders, name].join('/') : undefined;
}

function foldersAbove(filling: Filling, { folders, zone, home, pieces }: Job): string[] {
	return [...foldersOf(filling.item, folders, zone, home), ...pieces.folders.map((part) => renderPart(part, filling))];
}

function invalid(detail: string, advice: string): RecordingError {
	return new RecordingError({ code: 'INVALID_REQUEST', operation: 'read the settings', detail, advice });
}
