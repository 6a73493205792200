/** What the name of a file tells. */
export interface ParsedVerbaName {
	/** The last part of the path. */
	name: string;
	/** The name without its extension: media and metadata of one conversation share it. */
	stem: string;
	/** What stands before the name, with `/` at its end; `''` for nothing. */
	folder: string;
	/** Lower case, without a dot at the start. */
	extension?: string;
	/** Absent where the extension tells none, as for `vtr`. */
	contentType?: string;
}

/**
 * How media are told from all else. `wav` and `vtr` are the vendor's own examples (File Extension(s) on
 * https://verbalabs.atlassian.net/wiki/spaces/docs/pages/6816613/Export), and what a `vtr` holds is not documented. The others are
 * what such files are called anywhere.
 */
const MEDIA_TYPES: Readonly<Record<string, string | undefined>> = {
	wav: 'audio/wav',
	vtr: undefined,
	mp3: 'audio/mpeg',
	m4a: 'audio/mp4',
	ogg: 'audio/ogg',
	opus: 'audio/ogg',
	wma: 'audio/x-ms-wma',
	flac: 'audio/flac',
	mp4: 'video/mp4',
	mkv: 'video/x-matroska',
	webm: 'video/webm',
	avi: 'video/x-msvideo',
	wmv: 'video/x-ms-wmv',
	mov: 'video/quicktime',
};

/** Of the files that go with media. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
	xml: 'application/xml',
	csv: 'text/csv',
	json: 'application/json',
	txt: 'text/plain',
	html: 'text/html',
	pdf: 'application/pdf',
	zip: 'application/zip',
};

/**
 * Reads a path. How the vendor names files is not documented, and a customer may have them renamed by a pattern, so a name is
 * taken for what it is: nothing is read from it but its extension.
 */
export function parseVerbaPath(path: string): ParsedVerbaName {
	const at = path.lastIndexOf('/') + 1;
	const name = path.slice(at);
	const extension = /[^.]\.([a-z0-9]{1,10})$/i.exec(name)?.[1];
	const kind = extension?.toLowerCase();
	const parsed: ParsedVerbaName = { name, stem: extension === undefined ? name : name.slice(0, -extension.length - 1), folder: path.slice(0, at) };
	// Asked for many times for each file of an export.
	if (kind !== undefined) parsed.extension = kind;
	const contentType = kind === undefined ? undefined : typeOf(kind);
	if (contentType !== undefined) parsed.contentType = contentType;
	return parsed;
}

/** Whether files with the extension are media by it alone. */
export function isMediaExtension(extension: string | undefined): boolean {
	return extension !== undefined && Object.hasOwn(MEDIA_TYPES, extension);
}

function typeOf(extension: string): string | undefined {
	if (Object.hasOwn(MEDIA_TYPES, extension)) return MEDIA_TYPES[extension];
	return Object.hasOwn(OTHER_TYPES, extension) ? OTHER_TYPES[extension] : undefined;
}
