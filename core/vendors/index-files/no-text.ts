import { mediaTypeOf } from '../../crypto/media-type';

/** What a file is that holds no text, and what to do with it. */
export interface NoText {
	detail: string;
	advice: string;
}

const ADVICE: Partial<Record<string, string>> = {
	gz: 'Unpack it first, with the node Compression.',
	pdf: 'Let Verba write the CDR file as CSV: tables cannot be read out of a PDF.',
};
const RECORDING = 'Give the file that lists the recordings, not one of them.';
const WORKBOOK = 'Save the sheet as CSV in UTF-8 and give that file. Or read the workbook with the node Extract from File.';

/** Files of Office are ZIP archives; the first entry of one is one of these, behind its header of 30 bytes. */
const OFFICE_ENTRY = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/|xl\/|mimetypeapplication\/vnd\.oasis\.opendocument)/;
const HEADER_BYTES = 30;
/** Excel 97 to 2003, and its like. https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb */
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/**
 * What the beginning of a file shows; undefined for what may be text.
 * @param isChosen somebody says that it is text: a text may begin like a recording by accident
 */
export function noTextIn(first: Buffer, { isChosen = false } = {}): NoText | 'zip' | undefined {
	if (first.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) return { detail: 'it is no text, but a document of Office 97 to 2003', advice: WORKBOOK };
	const media = mediaTypeOf(first);
	if (media?.extension === 'zip') return OFFICE_ENTRY.test(first.toString('latin1', HEADER_BYTES, HEADER_BYTES + 64)) ? { detail: 'it is no text, but an Excel workbook, or another document of Office', advice: WORKBOOK } : 'zip';
	if (!media || (isChosen && !ADVICE[media.extension])) return undefined;
	return { detail: `it is no text, but ${media.mimeType}`, advice: ADVICE[media.extension] ?? RECORDING };
}
