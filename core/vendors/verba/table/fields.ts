import type { AuditEntry, Conversation } from '../conversation';

/** How the text of a column is read. `start` and `end` are made of what the row has of the columns of times. */
export type TimePart = 'startUtc' | 'startLocal' | 'startDate' | 'startClock' | 'endLocal' | 'endDate' | 'endClock';
export type FieldKind = 'text' | 'count' | 'duration' | 'local';

/** A kind of file: its columns. A header counts in any letters, without blanks and marks. */
export interface TableGrammar<Field extends string = string> {
	kind: 'conversations' | 'audit-log';
	/** In the order in which they are written, with the headers that they have in files. */
	fields: ReadonlyMap<Field, { kind: FieldKind; headers: readonly string[] }>;
	times: Partial<Record<TimePart, readonly string[]>>;
}

type ConversationField = Exclude<keyof Conversation, 'vendor' | 'line' | 'callId' | 'mediaType' | 'startTime' | 'endTime' | 'other' | 'raw'>;

/** The documented headers; see `Conversation` for where. `modality_id` and its like are those of metadata XML. */
const CONVERSATION_HEADERS: Readonly<Record<ConversationField, readonly string[]>> = {
	id: ['id'],
	modalityId: ['modality_id'],
	nativeId: ['native_id'],
	nativeCallId: ['native_call_id'],
	ownerEid: ['owner_eid'],
	locationEid: ['location_eid'],
	ciscoGuid: ['cisco_guid'],
	msConversationId: ['ms_conversation_id'],
	location: ['location'],
	sourceDevice: ['source_device'],
	sourceEth: ['source_eth'],
	sourceIp: ['source_ip'],
	sourceCallerId: ['source_caller_id'],
	sourceName: ['source_name'],
	durationSeconds: ['Duration'],
	callerPhoneNumber: ['Caller Phone Number'],
	callerNameSystem: ['Caller Name (System)'],
	callerNameVerba: ['Caller Name (Verba)'],
	calledPhoneNumber: ['Called Phone Number'],
	from: ['From'],
	fromInfo: ['From Info'],
	fromDigits: ['From (digits)'],
	fromDeviceId: ['From Device ID'],
	fromIp: ['From IP'],
	to: ['To'],
	toInfo: ['To Info'],
	toDigits: ['To (digits)'],
	toDeviceId: ['To Device ID'],
	toIp: ['To IP'],
	dialedNumber: ['Dialed Number'],
	user: ['User'],
	userLocation: ['User Location'],
	extensionNumber: ['Extension'],
	group: ['Group'],
	userId: ['User ID'],
	direction: ['Direction'],
	endCause: ['End Cause'],
	conversationType: ['Conversation Type'],
	forwardReason: ['Forward Reason'],
	protected: ['Protected'],
	label: ['Label'],
	case: ['Case'],
	encryptedWithCertificate: ['Encrypted with Certificate'],
	signedWithCertificate: ['Signed with Certificate'],
	scorecardExists: ['Quality Management Scorecard Exist'],
	silenceRatio: ['Silence ratio'],
	talkoverRatio: ['Talkover ratio'],
	longestSilence: ['Longest Silence'],
	recordingServer: ['Recording server'],
	mediaFileName: ['Media file name'],
	storageTarget: ['Storage target'],
};

export const CONVERSATIONS: TableGrammar<ConversationField> = {
	kind: 'conversations',
	fields: new Map(Object.entries(CONVERSATION_HEADERS).map(([field, headers]) => [field as ConversationField, { kind: field === 'durationSeconds' ? 'duration' : 'text', headers }])),
	times: {
		startUtc: ['Start Time (UTC)'],
		startLocal: ['Start Date-Time'],
		startDate: ['Start Date'],
		startClock: ['Start Time'],
		endLocal: ['End Date-Time'],
		endDate: ['End Date'],
		endClock: ['End Time'],
	},
};

type AuditField = Exclude<keyof AuditEntry, 'vendor' | 'line' | 'other' | 'raw'>;

/** Of https://verbalabs.atlassian.net/wiki/spaces/docs/pages/6817984, which separates them by semicolons. */
export const AUDIT_LOG: TableGrammar<AuditField> = {
	kind: 'audit-log',
	fields: new Map<AuditField, { kind: FieldKind; headers: readonly string[] }>([
		['ccdrId', { kind: 'text', headers: ['ccdr_id'] }],
		['nativeId', { kind: 'text', headers: ['native_id'] }],
		['fileCount', { kind: 'count', headers: ['n_files'] }],
		['srcFolderId', { kind: 'text', headers: ['src_folder_id'] }],
		['srcFolderName', { kind: 'text', headers: ['src_folder_name'] }],
		['srcFolderType', { kind: 'text', headers: ['src_folder_type'] }],
		['srcFolderPath', { kind: 'text', headers: ['src_folder_path'] }],
		['dstFolder', { kind: 'text', headers: ['dst_folder'] }],
		['dstFolderId', { kind: 'text', headers: ['dst_folder_id'] }],
		['dstFolderType', { kind: 'text', headers: ['dst_folder_type'] }],
		['dstFolderPath', { kind: 'text', headers: ['dst_folder_path'] }],
		['policyId', { kind: 'text', headers: ['policy_id'] }],
		['policyName', { kind: 'text', headers: ['policy_name'] }],
		['action', { kind: 'text', headers: ['action'] }],
		['errorCode', { kind: 'text', headers: ['error_code'] }],
		['errorDesc', { kind: 'text', headers: ['error_desc'] }],
		['time', { kind: 'local', headers: ['ts'] }],
		['retentionStart', { kind: 'text', headers: ['retention_start'] }],
		['retentionPeriod', { kind: 'text', headers: ['retention_period'] }],
		['retentionAutoDelete', { kind: 'text', headers: ['retention_auto_delete'] }],
	]),
	times: {},
};

export const GRAMMARS: readonly TableGrammar[] = [CONVERSATIONS, AUDIT_LOG];
