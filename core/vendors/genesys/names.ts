/** What the path of a recording tells. */
export interface ParsedName {
	name: string;
	extension?: string;
	encrypted?: boolean;
	tenant?: string;
	callId?: string;
	startTime?: string;
	segmentId?: string;
}

/**
 * `<tenant>/<CallUUID>_<yyyy-MM-dd>_<HH-mm-ss, UTC>-<hex8>-<hex8>-<hex8>.<ext>[.bin]`, inferred from the names on the
 * vendor's page "Blob Storage" and from the `mediaId` and `startTime` of the GIR API
 * (https://docs.genesys.com/Documentation/CR/latest/API/GIR). That `.bin` marks an encrypted file is inferred too.
 */
const GRAMMAR =
	/^(?:(?<tenant>[^/]+)\/)?(?<callId>[0-9A-Z]{32})_(?<date>\d{4}-\d\d-\d\d)_(?<time>\d\d-\d\d-\d\d)-(?<segmentId>[0-9A-F]{8}-[0-9A-F]{8}-[0-9A-F]{8})\.(?<extension>[a-z0-9]+(?:\.bin)?)$/i;

/** Reads a path. A name outside the grammar gives its name and extension alone. */
export function parseRecordingPath(path: string): ParsedName {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const fields = GRAMMAR.exec(path)?.groups;
	const startTime = fields && toStartTime(fields.date, fields.time);
	if (!fields || !startTime) return { name, extension: extensionOf(name) };
	const extension = fields.extension.toLowerCase();
	return {
		name,
		extension,
		encrypted: extension.endsWith('.bin'),
		tenant: fields.tenant,
		callId: fields.callId,
		startTime,
		segmentId: fields.segmentId,
	};
}

function toStartTime(date: string, time: string): string | undefined {
	const text = `${date}T${time.replaceAll('-', ':')}Z`;
	const parsed = new Date(text);
	// Date would turn 31 February into 3 March: only a time that reads back the same is one.
	const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, -1));
	return isReal ? text : undefined;
}

function extensionOf(name: string): string | undefined {
	return /[^.]\.([a-z0-9]{1,10}(?:\.bin)?)$/i.exec(name)?.[1].toLowerCase();
}
