/** What a reconciliation can find; programs act on these, texts may change. */
export const FINDINGS = {
	recordingMissing: 'error',
	recordingNotIndexed: 'warning',
	recordingNotIndexedYet: 'info',
	indexesDisagree: 'warning',
	emptyFile: 'error',
	headerOnly: 'error',
	tinyFile: 'warning',
	notWav: 'error',
	cutFile: 'error',
	tooShort: 'warning',
	tooLong: 'warning',
	duplicateRow: 'info',
	duplicateFile: 'warning',
	rowWithoutFile: 'warning',
	indexLate: 'error',
	indexNotDue: 'info',
	indexExpired: 'info',
	indexOfAnotherDay: 'warning',
	indexUnsound: 'warning',
} as const satisfies Record<string, Severity>;

export type Severity = 'error' | 'warning' | 'info';
export type FindingCode = keyof typeof FINDINGS;

/** One thing that does not fit, and what to do about it. */
export interface Finding {
	finding: FindingCode;
	severity: Severity;
	/** What it is and what to do, in a sentence or two. */
	message: string;
	/** The day in the tenant's time zone. */
	day?: string;
	/** Of the recording. */
	path?: string;
	startTime?: string;
	sizeBytes?: number;
	/** How long the sound is. */
	recordingSeconds?: number;
	/** How long the index says that the call was. */
	callSeconds?: number;
	indexPath?: string;
	/** The line of the index. */
	line?: number;
	agentName?: string;
}

/** The last item: how much was compared, and what came of it. */
export interface Summary {
	finding: 'summary';
	message: string;
	firstDay: string;
	lastDay: string;
	timeZone: string;
	/** From the first day's beginning to the last one's end, in UTC. */
	from: string;
	to: string;
	dayCount: number;
	/** Days whose index was read. */
	indexedDayCount: number;
	recordingCount: number;
	rowCount: number;
	/** Recordings of the range that a row was found for. */
	matchedCount: number;
	/**
	 * Recordings and rows of which nothing can be said yet: the index that would list them, or the folder that would
	 * hold them, was not read.
	 */
	notJudgedCount: number;
	/** Rows whose recording is past the retention, and not there any more: nothing can be done, so they are no findings. */
	expiredRowCount: number;
	/** Files in the folders of these days whose names tell no time and that no index lists: of which day they are is not known. */
	unknownFileCount: number;
	/** Recordings whose header was read. */
	openedCount: number;
	findingCounts: Partial<Record<FindingCode, number>>;
}

export function finding(code: FindingCode, message: string, facts: Omit<Finding, 'finding' | 'severity' | 'message'>): Finding {
	const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
	return { finding: code, severity: FINDINGS[code], message, ...known };
}
