/**
 * How 8x8 Contact Center names files and folders on its FTP server. The grammar is on the vendor's page "Access agent
 * recorded calls", https://docs.8x8.com/8x8WebHelp/VCC/configuration-manager-general/content/audiofilesftp.htm.
 * "The filenames and sub-directory names are time stamped by UTC and not by the local tenant time", says it.
 */

/** What the name of a recording tells. */
export interface ParsedName {
	name: string;
	extension?: string;
	/** "when the file was recorded"; see `days.ts` for what that is. */
	startTime?: string;
	/** "a sequence to differentiate multiple files recorded at the same second". */
	sequence?: number;
	/** The folder that it lies in, if that is one of a day: `S20160606`. */
	utcFolder?: string;
}

/** `small` or `detailed`: "Two types of index files exist. One file contains more details than the other." */
export type IndexKind = 'small' | 'detailed';

export interface ParsedIndexName {
	/**
	 * `yyyy-MM-dd`: the day whose calls it lists, in the time zone of the tenant. The page names index files by "a
	 * specific day" and says that they are made at its end in local time; that the date in the name is that day is inferred.
	 */
	day: string;
	kind: IndexKind;
}

/** `Ryyyymmddttttttssss.wav`, by the vendor's page; `R202103101740420023.wav` is one that it shows elsewhere. */
const RECORDING = /^R(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{4})\.wav$/i;
/** Date takes a year below 100 for one of the 20th century. */
const FIRST_YEAR = 100;
const NAME_LENGTH = 'R202103101740420023.wav'.length;
/** `Syyyymmdd`, by the vendor's page. */
const FOLDER = /^S(\d{4})(\d\d)(\d\d)$/i;
/** `Iyyyymmdd.csv`, by the vendor's page; `_version2` was seen in the script of a customer, for the detailed one. */
const INDEX = /^I(\d{4})(\d\d)(\d\d)(_version2)?\.csv$/i;

/** The folder at the root that holds index files, by the vendor's page. */
export const INDEX_FOLDER = 'Index';

/** Reads a path. A name outside the grammar gives its name and extension alone. */
export function parseRecordingPath(path: string): ParsedName {
	const parts = path.split('/');
	const name = parts.at(-1) ?? path;
	const folder = parts.at(-2);
	const utcFolder = folder !== undefined && dayOfFolder(folder) !== undefined ? folder : undefined;
	const fields = RECORDING.exec(name);
	const startTime = fields && toStartTime(fields);
	if (!startTime) return { name, extension: extensionOf(name), utcFolder };
	return { name, extension: 'wav', startTime, sequence: Number(fields[7]), utcFolder };
}

/** When a recording was made, in milliseconds since 1970, from the bare name; for loops over many. */
export function recordedAtMs(name: string): number | undefined {
	if (name.length !== NAME_LENGTH) return undefined;
	const fields = RECORDING.exec(name);
	return fields ? momentOf(fields) : undefined;
}

/** `2016-06-06` of `S20160606`, a day in UTC; undefined for other folders. */
export function dayOfFolder(folder: string): string | undefined {
	return toDay(FOLDER.exec(folder));
}

/** `S20160606` of `2016-06-06`. */
export function folderOfDay(day: string): string {
	return `S${day.replaceAll('-', '')}`;
}

/** Reads the name of an index file, or a path that ends in it; undefined for other files. */
export function parseIndexPath(path: string): ParsedIndexName | undefined {
	const fields = INDEX.exec(path.slice(path.lastIndexOf('/') + 1));
	const day = toDay(fields);
	return day === undefined ? undefined : { day, kind: fields?.[4] ? 'detailed' : 'small' };
}

export function indexName(day: string, kind: IndexKind): string {
	return `I${day.replaceAll('-', '')}${kind === 'detailed' ? '_version2' : ''}.csv`;
}

function toDay(fields: RegExpExecArray | null): string | undefined {
	if (!fields) return undefined;
	const day = `${fields[1]}-${fields[2]}-${fields[3]}`;
	return isReal(`${day}T00:00:00Z`) ? day : undefined;
}

function toStartTime(fields: RegExpExecArray): string | undefined {
	const ms = momentOf(fields);
	return ms === undefined ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function momentOf(fields: RegExpExecArray): number | undefined {
	const [year, month, day] = [Number(fields[1]), Number(fields[2]), Number(fields[3])];
	const [hour, minute, second] = [Number(fields[4]), Number(fields[5]), Number(fields[6])];
	if (year < FIRST_YEAR || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
	const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
	// 31 February would be 3 March.
	return date.getUTCDate() === day ? date.getTime() : undefined;
}

// Date would turn 31 February into 3 March: only a time that reads back the same is one.
function isReal(text: string): boolean {
	const parsed = new Date(text);
	return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, -1));
}

function extensionOf(name: string): string | undefined {
	return /[^.]\.([a-z0-9]{1,10})$/i.exec(name)?.[1].toLowerCase();
}
