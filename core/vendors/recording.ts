/**
 * One recording, in the same words for all vendors. Times are ISO 8601 in UTC with `Z`, sizes in bytes.
 * A field that is not known is absent, never guessed.
 */
export interface Recording {
	vendor: 'genesys' | 'nice-cxone' | '8x8' | 'verba';
	/** Full key at the vendor. With `container`, all that a download needs. */
	path: string;
	container?: string;
	/** The last part of the path. */
	name: string;
	/** Lower case, without a dot at the start; `mp3.bin` for an encrypted MP3. */
	extension?: string;
	encrypted?: boolean;
	sizeBytes?: number;
	lastModified?: string;
	etag?: string;
	/** MD5 of the stored bytes, base64. */
	contentMd5?: string;
	/** When the vendor deletes it: storage time plus retention. */
	expiresAt?: string;
	callId?: string;
	/** When the recording began, from its name. */
	startTime?: string;
	mediaType?: string;
	segmentId?: string;
	tenant?: string;
	tags?: Record<string, string>;
}

/** The object without its undefined fields: n8n would show them as empty columns. */
export function withoutAbsent<Fields extends object>(fields: Fields): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
