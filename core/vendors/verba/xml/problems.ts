import { ProblemList, type FileProblem } from '../../../csv/problem-list';

/** What can be wrong with metadata XML. After those up to UNKNOWN_ENCODING, reading ends: what was whole before counts. */
export const XML_PROBLEMS = {
	EMPTY: 'the file is empty',
	NOT_XML: 'the file does not begin like XML',
	NOT_WELL_FORMED: 'the XML is not well-formed',
	CUT: 'the XML ends before its last element does: it was cut, or is still being written',
	DOCUMENT_TYPE: 'the XML declares a document type, which could declare entities: it is refused',
	TOO_DEEP: 'elements are nested deeper than anything that is expected',
	TOO_LONG: 'a value, a tag or a comment is longer than anything that is expected',
	TOO_MANY_FIELDS: 'a conversation has more elements and attributes than anything that is expected',
	TOO_LARGE: 'the values of a conversation are longer, in all, than anything that is expected',
	UNKNOWN_ENCODING: 'the XML declares an encoding that is not known here',
	NO_START: 'the conversation tells no time, so it was left out by the window that was asked for',
	NOT_UTF8: 'the file is no UTF-8, though it does not say what else: it was read as windows-1252',
	FIELD_DIFFERS: 'a field stands in the conversation more than once, and differently: an element counts before an attribute, and of several elements none; the others are kept under their own names',
	BESIDE_LIST: 'fields of a conversation stand around a list of conversations, and were left out',
	NO_KNOWN_FIELD: 'no field of the vendor’s list is in the XML: all that it holds is kept under its own names',
} as const;

export type XmlProblemCode = keyof typeof XML_PROBLEMS;
export type XmlProblem = FileProblem<XmlProblemCode>;

export class XmlProblems extends ProblemList<XmlProblemCode> {
	constructor(onProblem?: (problem: XmlProblem) => void) {
		super(XML_PROBLEMS, onProblem);
	}
}

/** Ends the reading of a file. */
export class UnreadableXml extends Error {
	constructor(
		readonly code: XmlProblemCode,
		readonly line: number,
		readonly text?: string,
	) {
		super(XML_PROBLEMS[code]);
	}
}
