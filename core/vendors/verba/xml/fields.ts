import { withoutAbsent } from '../../recording';
import type { Conversation, Value, Values } from '../conversation';

/** The documented names of metadata XML (see `Conversation`), and the fields that they become. */
export const XML_FIELDS = {
	id: 'id',
	modality_id: 'modalityId',
	native_id: 'nativeId',
	native_call_id: 'nativeCallId',
	owner_eid: 'ownerEid',
	location_eid: 'locationEid',
	cisco_guid: 'ciscoGuid',
	ms_conversation_id: 'msConversationId',
	location: 'location',
	source_device: 'sourceDevice',
	source_eth: 'sourceEth',
	source_ip: 'sourceIp',
	source_caller_id: 'sourceCallerId',
	source_name: 'sourceName',
} as const satisfies Record<string, keyof Conversation>;

type XmlName = keyof typeof XML_FIELDS;
type FieldName = (typeof XML_FIELDS)[XmlName];

/** What tells one conversation from others: `id` alone could be anything's. */
const TELLING: ReadonlySet<FieldName> = new Set(['nativeId', 'nativeCallId'] as const);
const CERTAIN = 2;

const seen = new Map<string, FieldName | undefined>();
const MAX_SEEN = 1_000;

/** Without the prefix of a namespace; in any letters. */
export function xmlFieldOf(name: string): FieldName | undefined {
	if (seen.has(name)) return seen.get(name);
	const local = name.slice(name.indexOf(':') + 1).toLowerCase();
	const field = Object.hasOwn(XML_FIELDS, local) ? XML_FIELDS[local as XmlName] : undefined;
	if (seen.size < MAX_SEEN) seen.set(name, field);
	return field;
}

/** Whether an element tells of a conversation by what stands directly in it: asked while it is read. */
export class Signs {
	#count = 0;
	#isTelling = false;

	add(name: string): void {
		const field = xmlFieldOf(name);
		if (field === undefined) return;
		this.#count++;
		this.#isTelling ||= TELLING.has(field);
	}

	get isConversation(): boolean {
		return this.#isTelling && this.#count >= CERTAIN;
	}
}

/** The documented fields that stand directly in an element, and whatever else it holds. */
export function splitFields(values: Values): { fields: Partial<Record<FieldName, string>>; rest: Values } {
	const fields: Partial<Record<FieldName, string>> = {};
	const rest: Values = {};
	for (const [name, value] of Object.entries(values)) {
		const field = xmlFieldOf(name);
		if (field === undefined || typeof value !== 'string' || fields[field] !== undefined) rest[name] = value;
		else if (value !== '') fields[field] = value;
	}
	return { fields, rest };
}

/** @param other what it holds beside the documented fields */
export function toConversation(fields: Partial<Record<FieldName, string>>, other: Values, line: number): Conversation {
	return withoutAbsent<Conversation>({
		vendor: 'verba',
		line,
		callId: fields.nativeCallId,
		mediaType: fields.modalityId,
		...fields,
		other: Object.keys(other).length > 0 ? other : undefined,
	});
}

/** Adds a value under a name; a second one makes it a list. */
export function addValue(values: Values, written: string, value: Value): void {
	// As the name of a property it would vanish.
	const name = written === '__proto__' ? '__proto__ 2' : written;
	const before = Object.hasOwn(values, name) ? values[name] : undefined;
	if (before === undefined) values[name] = value;
	else if (Array.isArray(before)) before.push(value);
	else values[name] = [before, value];
}
