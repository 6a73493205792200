import { isLeaf, type XmlAttribute, type XmlElement } from './element';
import { CERTAIN, TELLING, xmlFieldOf, type FieldName } from './fields';

/** What could be a field: an attribute, or an element that holds nothing but text. */
interface Candidate {
	from: XmlAttribute | XmlElement;
	field: FieldName;
	prefix: string;
	value: string;
	/** The lower comes first. */
	rank: number;
}

export interface OwnFields {
	fields: Partial<Record<FieldName, string>>;
	/** What became of it, or is empty: all else is kept under its own name. */
	taken: Set<object>;
	/** What stands there more than once, and differently. */
	differing: string[];
}

const OWN_ELEMENT = 0;
const PLAIN_ELEMENT = 1;
const ATTRIBUTE = 2;

/** What `xml:id` names is XML's own. */
const RESERVED = 'xml';

/** The documented fields that stand directly in an element, in whatever order. */
export function ownFields(element: XmlElement): OwnFields {
	const found: OwnFields = { fields: {}, taken: new Set(), differing: [] };
	const candidates = candidatesOf(element);
	for (const field of new Set(candidates.map((one) => one.field))) choose(field, candidates.filter((one) => one.field === field), found);
	return found;
}

function choose(field: FieldName, candidates: Candidate[], { fields, taken, differing }: OwnFields): void {
	const filled = candidates.filter(({ value }) => value !== '');
	for (const { from, value } of candidates) if (value === '') taken.add(from);
	if (filled.length === 0) return;
	if (filled.some(({ value }) => value !== filled[0].value)) differing.push(filled[0].from.name);
	const first = Math.min(...filled.map(({ rank }) => rank));
	const best = filled.filter(({ rank }) => rank === first);
	// Nothing tells which of several is the one.
	if (best.length > 1) return;
	fields[field] = best[0].value;
	taken.add(best[0].from);
}

/**
 * A prefix that is not the element's own is a foreign namespace's, and so are its fields; but where all fields have one such
 * prefix, they are the vendor's.
 */
function candidatesOf(element: XmlElement): Candidate[] {
	const own = strictCandidates(element);
	if (own.some(({ rank }) => rank !== ATTRIBUTE)) return own;
	const foreign = known(element.children.filter(isLeaf), PLAIN_ELEMENT, ({ text }) => text.trim());
	const isOneNamespace = new Set(foreign.map(({ prefix }) => prefix)).size === 1;
	return isOneNamespace ? [...foreign, ...own] : own;
}

function strictCandidates(element: XmlElement): Candidate[] {
	const own = prefixOf(element.name);
	const isOwn = ({ prefix }: Candidate) => prefix === '' || (prefix === own && prefix !== RESERVED);
	const elements = known(element.children.filter(isLeaf), PLAIN_ELEMENT, ({ text }) => text.trim()).filter(isOwn);
	for (const one of elements) if (one.prefix === own) one.rank = OWN_ELEMENT;
	return [...elements, ...known(element.attributes, ATTRIBUTE, ({ value }) => value).filter(isOwn)];
}

function known<From extends XmlAttribute | XmlElement>(all: From[], rank: number, valueOf: (from: From) => string): Candidate[] {
	const candidates: Candidate[] = [];
	for (const from of all) {
		const field = xmlFieldOf(from.name);
		if (field !== undefined) candidates.push({ from, field, prefix: prefixOf(from.name), value: valueOf(from), rank });
	}
	return candidates;
}

function prefixOf(name: string): string {
	return name.slice(0, Math.max(name.indexOf(':'), 0));
}

/** Whether what stands directly in an element tells of a conversation. */
export interface Signs {
	/** It has fields of its own, so what lies within is a part of it. */
	isOwner: boolean;
	hasSeveral: boolean;
	isCertain: boolean;
}

export function signsOf(element: XmlElement): Signs {
	const own = strictCandidates(element);
	const fields = new Set(candidatesOf(element).map(({ field }) => field));
	const isCertain = fields.size >= CERTAIN && [...fields].some((field) => TELLING.has(field));
	// A list, or a job, can have an attribute `id`.
	const isNumbered = own.length === 1 && own[0].rank === ATTRIBUTE && own[0].field === 'id';
	return { isOwner: isCertain || (own.length > 0 && !isNumbered), hasSeveral: fields.size >= CERTAIN, isCertain };
}
