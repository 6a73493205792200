import { toSeaRecording } from './cxone/recording';
import { toIndexFile } from './eight-by-eight/index-files';
import { toEightByEightRecording } from './eight-by-eight/recording';
import { toDataExport } from './genesys/data-export';
import { toRecording } from './genesys/recording';
import { withoutAbsent, type Recording } from './recording';

/** What a name turned out to be the name of. */
export type NamedFile = 'recording' | 'index' | 'dataExport';

/** What the name of a file tells; of one that is not recognised, its name and extension alone. */
export interface RecognisedName {
	recognised: boolean;
	fileType?: NamedFile;
	/** Of a name that several grammars fit: so that none of them counts. */
	fits?: string[];
	vendor?: Vendor;
	path: string;
	name: string;
	/** Lower case, without a dot at the start. */
	extension?: string;
	[field: string]: unknown;
}

export type Vendor = Recording['vendor'];

/** One way in which a vendor names files. */
export interface NameGrammar {
	vendor: Vendor;
	fileType: NamedFile;
	/** Undefined for a path that does not fit. */
	read(path: string): object | undefined;
}

/** Of a file of which only the name is known, nobody can tell when it is deleted. */
const NO_RETENTION = 0;

/**
 * No name fits two of these: a Genesys recording begins with 32 letters and digits, one of CXone with a date that has
 * hyphens in it, 8x8's files with R or I and digits, an export with `export_`. Verba documents no grammar: by default a file
 * keeps the name that its recorder gave it, or gets one by a pattern of the customer's.
 */
export const NAME_GRAMMARS: readonly NameGrammar[] = [
	{ vendor: '8x8', fileType: 'recording', read: (path) => withStart(toEightByEightRecording({ path }, NO_RETENTION)) },
	{ vendor: '8x8', fileType: 'index', read: (path) => toIndexFile({ path }, NO_RETENTION) },
	{ vendor: 'genesys', fileType: 'recording', read: readGenesys },
	{ vendor: 'genesys', fileType: 'dataExport', read: readExport },
	{ vendor: 'nice-cxone', fileType: 'recording', read: (path) => withStart(toSeaRecording({ path }, NO_RETENTION)) },
];

/** Reads a name, with or without folders before it, by all grammars or those of one vendor. A path of Windows is one, too. */
export function recogniseName(path: string, { vendor, grammars = NAME_GRAMMARS }: { vendor?: Vendor; grammars?: readonly NameGrammar[] } = {}): RecognisedName {
	const asked = grammars.filter((grammar) => vendor === undefined || grammar.vendor === vendor);
	const fitting = fittingTo(path, asked);
	const name = lastPartOf(path);
	if (fitting.length === 1) {
		const [{ vendor: found, fileType, fields }] = fitting;
		return withoutAbsent<RecognisedName>({ extension: extensionOf(name), ...fields, recognised: true, fileType, vendor: found, path, name });
	}
	const fits = fitting.length === 0 ? undefined : fitting.map((one) => `${one.vendor} ${one.fileType}`);
	return withoutAbsent<RecognisedName>({ recognised: false, fits, path, name, extension: extensionOf(name) });
}

interface Fitting {
	vendor: Vendor;
	fileType: NamedFile;
	fields: object;
}

function fittingTo(path: string, grammars: readonly NameGrammar[]): Fitting[] {
	const found = grammars.flatMap(({ vendor, fileType, read }) => {
		const fields = read(path);
		return fields ? [{ vendor, fileType, fields }] : [];
	});
	return found.length === 0 && path.includes('\\') ? fittingTo(path.replaceAll('\\', '/'), grammars) : found;
}

/** In a container, the one folder above a recording is its tenant. Somewhere else, the folders are somebody else's. */
function readGenesys(path: string): object | undefined {
	return withStart(toRecording({ path }, NO_RETENTION)) ?? withStart(toRecording({ path: lastPartOf(path) }, NO_RETENTION));
}

/** Anything may be called `export_….zip`: only the audit key and the date make it certain. */
function readExport(path: string): object | undefined {
	const found = toDataExport({ path }, NO_RETENTION);
	return found?.auditKey === undefined ? undefined : found;
}

/** Every grammar of recordings has the time in it. */
function withStart(recording: Recording): Recording | undefined {
	return recording.startTime === undefined ? undefined : recording;
}

function lastPartOf(path: string): string {
	const name = path.slice(path.lastIndexOf('/') + 1);
	// Elsewhere a backslash is a letter like others.
	return /^(?:[a-z]:)?\\/i.test(path) || !path.includes('/') ? name.slice(name.lastIndexOf('\\') + 1) : name;
}

/** `mp3.bin` and the like, as encrypted recordings end. */
function extensionOf(name: string): string | undefined {
	return /[^.]\.([a-z0-9]{1,10}(?:\.bin)?)$/i.exec(name)?.[1].toLowerCase();
}
