/** What the name of a file in SEA tells. */
export interface ParsedName {
	name: string;
	extension?: string;
	startTime?: string;
	/** The contact's ID: `MasterContactId` or `ACDcontactID` on the vendor's page. */
	contactId?: string;
	/** The token as it stands in the name, such as `VOICE`. */
	mediaType?: string;
	/** The last part of the name; whose ID it is depends on the media type. */
	segmentId?: string;
	recordingId?: string;
	statementId?: string;
}

/**
 * `<yyyy-MM-dd-HH-mm-ss, UTC>_<contact ID>_<media type>_<ID>.<ext>`: the vendor's page "Access Files from Secure
 * External Access". Lenient, because the ID of the page's own example is no GUID, and `VOICE` is the only media type
 * that it shows.
 */
const GRAMMAR =
	/^(?<date>\d{4}-\d\d-\d\d)-(?<time>\d\d-\d\d-\d\d)_(?<contactId>[^_]+)_(?<mediaType>.+)_(?<id>[^_.]+)\.(?<extension>[a-z0-9]{1,10})$/i;

/** Reads a path. A name outside the grammar gives its name and extension alone. */
export function parseSeaPath(path: string): ParsedName {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const fields = GRAMMAR.exec(name)?.groups;
	const startTime = fields && toStartTime(fields.date, fields.time);
	if (!fields || !startTime) return { name, extension: extensionOf(name) };
	const { contactId, mediaType, id, extension } = fields;
	return { name, extension: extension.toLowerCase(), startTime, contactId, mediaType, [idFieldOf(mediaType)]: id };
}

// "the last part is the segment ID for voice, the recording ID for screen, the statement ID for statements"; the
// tokens of the latter two are not documented, so they are looked for by their word.
function idFieldOf(mediaType: string): 'segmentId' | 'recordingId' | 'statementId' {
	if (/screen/i.test(mediaType)) return 'recordingId';
	return /statement/i.test(mediaType) ? 'statementId' : 'segmentId';
}

function toStartTime(date: string, time: string): string | undefined {
	const text = `${date}T${time.replaceAll('-', ':')}Z`;
	const parsed = new Date(text);
	// Date would turn 31 February into 3 March: only a time that reads back the same is one.
	const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, -1));
	return isReal ? text : undefined;
}

function extensionOf(name: string): string | undefined {
	return /[^.]\.([a-z0-9]{1,10})$/i.exec(name)?.[1].toLowerCase();
}
