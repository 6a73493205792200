import type { IDataObject } from 'n8n-workflow';
import type { FileProblem } from '../../../core/csv/problem-list';
import { RecordingError } from '../../../core/errors/recording-error';
import { XML_PROBLEMS } from '../../../core/vendors/verba';

const HARMLESS_IN_XML: ReadonlySet<string> = new Set(['BESIDE_LIST', 'FIELD_DIFFERS', 'NO_KNOWN_FIELD', 'NO_START', 'NOT_UTF8']);
/** A header without rows was read, and so was a file whose columns nobody knows. */
const UNREAD_TABLE = ['NO_HEADER', 'TOO_LONG', 'TOO_MANY_COLUMNS', 'UNCLOSED_QUOTE'];
const UNREAD: ReadonlySet<string> = new Set([...UNREAD_TABLE, ...Object.keys(XML_PROBLEMS).filter((code) => !HARMLESS_IN_XML.has(code))]);

interface ReadFile {
	label: string;
	problems: { examples: readonly FileProblem[] };
	counts(): IDataObject;
}

/** Throws where nothing at all could be read: without it, a broken file would look like an empty one. */
export function assertRead({ label, problems, counts }: ReadFile): void {
	if (counts().rowCount !== 0) return;
	const problem = problems.examples.find(({ code }) => UNREAD.has(code));
	if (problem) throw unread(label, `line ${problem.line}: ${problem.message}`);
}

export function unread(path: string, detail: string): RecordingError {
	return new RecordingError({ code: 'INVALID_REQUEST', operation: 'parse', path, detail, advice: 'Nothing could be read in the file. Look at it, and get or export it again.' });
}
