/**
 * One row of an index: a call that was recorded. Times are ISO 8601 in UTC with `Z`. A field that the row leaves empty,
 * or that could not be read, is absent. Names follow the columns of the vendor's page,
 * https://docs.8x8.com/8x8WebHelp/VCC/configuration-manager-general/content/audiofilesftp.htm.
 */
export interface IndexCall {
	vendor: '8x8';
	/** The line of the index on which the row begins. */
	line: number;
	/** The recording, as Download takes it. */
	path?: string;
	fileName?: string;
	directory?: string;
	/** When the agent answered: from START TIME UTC, else from START TIME in the tenant's time zone. */
	startTime?: string;
	/** When the agent's part ended, in the same way. */
	stopTime?: string;
	/** `startTime` as clocks of the tenant show it, with their offset from UTC: `2026-11-01T09:40:42-08:00`. */
	localStartTime?: string;
	localStopTime?: string;
	durationSeconds?: number;
	/** Inbound, Outbound or Direct Agent Access. */
	callType?: string;
	agentName?: string;
	/** Whom the agent spoke with: the number called in an outbound call, else the customer's, as a customer's script has it. */
	remoteNumber?: string;
	customerNumber?: string;
	calledNumber?: string;
	phoneChannel?: string;
	caseId?: string;
	accountNumber?: string;
	queue?: string;
	queueName?: string;
	transactionId?: string;
	externalVariable1?: string;
	externalVariable2?: string;
	outDialCode?: string;
	wrapUpCode?: string;
	/** Columns that are not known, and fields beyond the header, by their own header. */
	other?: Record<string, string>;
	/** What stands in the file, by its header, wherever a field above is not that very text. */
	raw?: Record<string, string>;
}

/** In the order in which they are written. */
export const CALL_FIELDS = [
	'path',
	'fileName',
	'directory',
	'startTime',
	'stopTime',
	'localStartTime',
	'localStopTime',
	'durationSeconds',
	'callType',
	'agentName',
	'remoteNumber',
	'customerNumber',
	'calledNumber',
	'phoneChannel',
	'caseId',
	'accountNumber',
	'queue',
	'queueName',
	'transactionId',
	'externalVariable1',
	'externalVariable2',
	'outDialCode',
	'wrapUpCode',
] as const satisfies readonly (keyof IndexCall)[];

export type CallField = (typeof CALL_FIELDS)[number];

/** Where each field stands in a row that was read. */
export const SLOTS = Object.fromEntries(CALL_FIELDS.map((field, slot) => [field, slot])) as Record<CallField, number>;
