/** MIME types of what contact centres store; by extension, since services say application/octet-stream for all. */
const BY_EXTENSION: Record<string, string> = {
	avi: 'video/x-msvideo',
	csv: 'text/csv',
	flac: 'audio/flac',
	html: 'text/html',
	json: 'application/json',
	m4a: 'audio/mp4',
	mkv: 'video/x-matroska',
	mov: 'video/quicktime',
	mp3: 'audio/mpeg',
	mp4: 'video/mp4',
	ogg: 'audio/ogg',
	opus: 'audio/ogg',
	pdf: 'application/pdf',
	txt: 'text/plain',
	wav: 'audio/wav',
	webm: 'video/webm',
	wma: 'audio/x-ms-wma',
	wmv: 'video/x-ms-wmv',
	xml: 'application/xml',
	zip: 'application/zip',
};

/** The MIME type of a file; an encrypted one (`mp3.bin`) is no audio yet. */
export function mimeTypeOf(extension: string | undefined): string {
	return knownMimeTypeOf(extension) ?? 'application/octet-stream';
}

/** Undefined for an extension that says nothing here. */
export function knownMimeTypeOf(extension: string | undefined): string | undefined {
	return extension !== undefined && Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}
