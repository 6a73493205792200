/** Anything that a file holds under a name of its own. Repeated elements are a list, nested ones an object. */
export type Value = string | Values | Value[];
export interface Values {
	[name: string]: Value;
}

/**
 * What metadata tell of one conversation, in the same words whatever file they stood in. A field that a file leaves out or
 * leaves empty is absent.
 *
 * The first ones, to `sourceName`, are those of the page "Metadata XML fields"
 * (https://verbalabs.atlassian.net/wiki/spaces/docs/pages/6818843/Metadata+XML+fields), as far as it could be read: the list
 * goes on there. The page gives samples and no types, so they stay text; `12` is an identifier. The others are columns of the
 * list export (https://kanasoftware.jira.com/wiki/spaces/v90/pages/4388100098) and fields of the export's filter
 * (https://verbalabs.atlassian.net/wiki/spaces/docs/pages/6816613/Export). The latter swaps what it says of From Info and To, so
 * nothing is made of `from`, `fromInfo`, `to` and `toInfo`: they are what their columns say.
 */
export interface Conversation {
	vendor: 'verba';
	/** The line of the CSV, or of the XML, on which it begins. */
	line?: number;
	/** `native_call_id`, which several conversations can share; the word of the other vendors. */
	callId?: string;
	/** `modality_id`: video, voice, screen, share, im, file_share, poll, whiteboard, sms; else Conversation Type, as it stands. */
	mediaType?: string;
	id?: string;
	modalityId?: string;
	nativeId?: string;
	nativeCallId?: string;
	ownerEid?: string;
	locationEid?: string;
	ciscoGuid?: string;
	msConversationId?: string;
	location?: string;
	sourceDevice?: string;
	sourceEth?: string;
	sourceIp?: string;
	sourceCallerId?: string;
	/** "may also carry transfer information" */
	sourceName?: string;
	/** From Start Time (UTC), else Start Date-Time, else Start Date with Start Time. ISO 8601 in UTC. */
	startTime?: string;
	/** From End Date-Time, else End Date with End Time. */
	endTime?: string;
	durationSeconds?: number;
	callerPhoneNumber?: string;
	/** "Caller Name (System)" */
	callerNameSystem?: string;
	/** "Caller Name (Verba)" */
	callerNameVerba?: string;
	calledPhoneNumber?: string;
	from?: string;
	fromInfo?: string;
	fromDigits?: string;
	fromDeviceId?: string;
	fromIp?: string;
	to?: string;
	toInfo?: string;
	toDigits?: string;
	toDeviceId?: string;
	toIp?: string;
	dialedNumber?: string;
	user?: string;
	userLocation?: string;
	extensionNumber?: string;
	group?: string;
	userId?: string;
	direction?: string;
	endCause?: string;
	conversationType?: string;
	forwardReason?: string;
	protected?: string;
	label?: string;
	case?: string;
	encryptedWithCertificate?: string;
	signedWithCertificate?: string;
	scorecardExists?: string;
	silenceRatio?: string;
	talkoverRatio?: string;
	longestSilence?: string;
	recordingServer?: string;
	mediaFileName?: string;
	storageTarget?: string;
	/** All else, under its own name: columns, elements, attributes. */
	other?: Values;
	/** What stands in a CSV, by its header, wherever a field above is not that very text: times, durations. */
	raw?: Record<string, string>;
}

/** A line of the log of a policy: https://verbalabs.atlassian.net/wiki/spaces/docs/pages/6817984. One conversation has several files. */
export interface AuditEntry {
	vendor: 'verba';
	line?: number;
	/** `ccdr_id`, `native_id`, … in the vendor's words. */
	ccdrId?: string;
	nativeId?: string;
	/** `n_files` */
	fileCount?: number;
	srcFolderId?: string;
	srcFolderName?: string;
	srcFolderType?: string;
	srcFolderPath?: string;
	dstFolder?: string;
	dstFolderId?: string;
	dstFolderType?: string;
	dstFolderPath?: string;
	policyId?: string;
	policyName?: string;
	action?: string;
	errorCode?: string;
	errorDesc?: string;
	/** `ts`. In which time zone it is written is not documented: that of the settings is taken. */
	time?: string;
	/** As it stands: how it is written, and in what unit the period, is not documented. */
	retentionStart?: string;
	retentionPeriod?: string;
	retentionAutoDelete?: string;
	other?: Values;
	raw?: Record<string, string>;
}
