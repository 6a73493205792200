import { withoutAbsent } from '../../recording';
import type { Conversation, Values } from '../conversation';

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
export type FieldName = (typeof XML_FIELDS)[XmlName];

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

/** What tells one conversation from others: `id` alone could be anything's. */
export const TELLING: ReadonlySet<FieldName> = new Set(['nativeId', 'nativeCallId'] as const);
export const CERTAIN = 2;

const NAMES = /<([\w.:-]{1,80})[\s>/]|\s([\w.:-]{1,80})\s*=/g;

/** Whether the beginning of a document has fields of metadata. */
export function tellsOfConversation(text: string): boolean {
	const fields = new Set(Array.from(text.matchAll(NAMES), ([, element, attribute]) => xmlFieldOf(element ?? attribute)));
	fields.delete(undefined);
	return fields.size >= CERTAIN && [...fields].some((field) => field !== undefined && TELLING.has(field));
}
