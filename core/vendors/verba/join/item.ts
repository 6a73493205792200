import type { Recording } from '../../recording';
import type { Conversation } from '../conversation';
import type { FileFacts } from '../export-file';

/** One file, with what its name tells. */
export interface ExportedFile extends FileFacts {
	/** The last part of the path. */
	name: string;
	extension?: string;
	/** A type such as `audio/wav`, by the extension; absent where that tells none. */
	contentType?: string;
}

/**
 * A conversation of an export: its files, and what all metadata say of it. Where they differ, XML counts before CSV metadata, and
 * both before the CDR, and a finding tells of it. `path`, `name`, `sizeBytes` … are those of the first media file.
 */
export interface ExportedConversation extends Conversation, Pick<Recording, 'extension' | 'sizeBytes' | 'lastModified'> {
	vendor: 'verba';
	/** Of its first media file; absent without any. */
	path?: string;
	name?: string;
	mediaFiles?: ExportedFile[];
	metadataFiles?: ExportedFile[];
	/** Files of its name, or that metadata lie beside, of no kind that is known: a text, a page. */
	otherFiles?: ExportedFile[];
	/** What it was told by. */
	toldBy: ('xml' | 'csv' | 'cdr')[];
	/** The CDR, or the CSV metadata of many conversations, that lists it; `line` is then its line there. */
	listPath?: string;
}
