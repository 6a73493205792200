/** What the path of a file of a data export tells. */
export interface ParsedExportPath {
	/** `export_XXX`: one run of the export. */
	exportName: string;
	/** The folder that holds the file, with its slash; `''` for none. */
	folder: string;
	/** `archive`: the tables. `checksum`: its SHA-1. `other`: whatever else lies in the folder of the run. */
	kind: 'archive' | 'checksum' | 'other';
	/** The audit key high-water mark: rows up to it were exported. Digits; may be more than a number holds. */
	auditKey?: string;
	/** "The maximum date of data contained in all previous exports and this export", ISO 8601 in UTC. */
	dataUntil?: string;
}

/**
 * A run leaves a folder `export_XXX` with `export_XXX.zip`, `export_XXX.zip.sha1` and more files, which are not known here:
 * "About Data Export Capability" (https://docs.genesys.com/Documentation/GIM/latest/PDMPostgre/AboutDataExport). XXX is
 * an audit key and a date in GMT as YYYY_MM_DD_HH_MI_SS. Inferred: that `_` stands between the two. Where the container
 * in Azure holds these folders is not documented, so nothing is expected of what stands before.
 */
const FILE = /^(?<exportName>export_[^/]+?)\.zip(?<checksum>\.sha1)?$/i;
const FOLDER = /^export_[^/]+$/i;
const RUN = /^export_(?<auditKey>\d+)_(?<date>\d{4}_\d\d_\d\d)_(?<time>\d\d_\d\d_\d\d)$/i;

/** Undefined for a path that belongs to no data export. */
export function parseExportPath(path: string): ParsedExportPath | undefined {
	const nameStart = path.lastIndexOf('/') + 1;
	const folder = path.slice(0, nameStart);
	const own = FILE.exec(path.slice(nameStart))?.groups;
	const folderName = folder.slice(folder.lastIndexOf('/', folder.length - 2) + 1, -1);
	const isInFolder = FOLDER.test(folderName);
	const exportName = own?.exportName ?? (isInFolder ? folderName : undefined);
	if (exportName === undefined) return undefined;
	const isOwn = own !== undefined && (!isInFolder || isOfFolder(own.exportName, folderName));
	const kind = !isOwn ? 'other' : own.checksum ? 'checksum' : 'archive';
	const run = isOwn ? exportName : folderName;
	return { exportName: run, folder, kind, ...parseExportName(run) };
}

/**
 * An archive of another name in the folder of a run is one of the further files. A folder above the runs may begin like
 * one, too (`export_data/`): what it holds counts by its own name.
 */
function isOfFolder(exportName: string, folderName: string): boolean {
	if (exportName.toLowerCase() === folderName.toLowerCase()) return true;
	return RUN.test(exportName) && !RUN.test(folderName);
}

/** Reads `export_<audit key>_<YYYY_MM_DD_HH_MI_SS>`; nothing of another form, which is still an export. */
export function parseExportName(exportName: string): Pick<ParsedExportPath, 'auditKey' | 'dataUntil'> {
	const fields = RUN.exec(exportName)?.groups;
	const dataUntil = fields && toTime(fields.date, fields.time);
	return dataUntil === undefined ? {} : { auditKey: fields?.auditKey, dataUntil };
}

function toTime(date: string, time: string): string | undefined {
	const text = `${date.replaceAll('_', '-')}T${time.replaceAll('_', ':')}Z`;
	const parsed = new Date(text);
	// Date would turn 31 February into 3 March: only a time that reads back the same is one.
	const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, -1));
	return isReal ? text : undefined;
}
