import { withoutAbsent } from '../../recording';

/** What was found out about an export beside its conversations. */
export const EXPORT_FINDINGS = {
	UNREADABLE: 'the file could not be read; all else was',
	FILE_PROBLEM: 'the file was read, but not all of it',
	UNSUPPORTED: 'a file of this kind is not read here',
	ARCHIVE: 'an archive lies in the export: unpack it first',
	NO_METADATA: 'media without metadata: neither a metadata file nor the CDR tells of them',
	NO_MEDIA: 'metadata without media',
	NOT_LISTED: 'files of a conversation that the CDR does not list',
	NOT_THERE: 'the CDR lists a conversation none of whose files is there: they are missing, or it is a record without media',
	LISTED_AGAIN: 'the CDR lists a conversation more than once',
	AMBIGUOUS: 'nothing tells for certain which files are those of the conversation, or of which conversation the files are: they were not joined',
	DISAGREES: 'two files say different things of one conversation',
	COUNT_DIFFERS: 'the manifest states another number of items than is there',
	EXCEPTIONS: 'the manifest tells of exceptions',
	NO_COUNT: 'the manifest states no number of items that could be recognised',
} as const;

export type ExportFindingCode = keyof typeof EXPORT_FINDINGS;

/** Codes that mean that something should be there and is not. */
export const MISSING: ReadonlySet<ExportFindingCode> = new Set(['UNREADABLE', 'NOT_THERE', 'NO_MEDIA', 'COUNT_DIFFERS', 'EXCEPTIONS'] as const);

export interface ExportFinding {
	code: ExportFindingCode;
	message: string;
	/** The file, or the list, that it is about. */
	path?: string;
	line?: number;
	/** The conversation, by what is known of it. */
	id?: string;
	name?: string;
	/** The field that differs. */
	field?: string;
	expected?: string | number;
	found?: string | number;
	/** In words. */
	detail?: string;
}

const MAX_EXAMPLES = 1_000;

/** Counts all, and keeps the first thousand: an export can have as many findings as files. */
export class Findings {
	readonly counts: Partial<Record<ExportFindingCode, number>> = {};
	readonly examples: ExportFinding[] = [];

	constructor(private readonly onFinding?: (finding: ExportFinding) => void) {}

	add(code: ExportFindingCode, facts: Omit<ExportFinding, 'code' | 'message'>): void {
		this.counts[code] = (this.counts[code] ?? 0) + 1;
		if (!this.onFinding && this.examples.length >= MAX_EXAMPLES) return;
		const finding: ExportFinding = { code, message: EXPORT_FINDINGS[code], ...withoutAbsent(facts) };
		if (this.examples.length < MAX_EXAMPLES) this.examples.push(finding);
		this.onFinding?.(finding);
	}
}

/** What an export comes to. All counts are of what was read. */
export interface ExportSummary {
	/** False while it is read, and where a limit ended it: then counts are compared with nothing. */
	isComplete: boolean;
	conversationCount: number;
	fileCount: number;
	mediaFileCount: number;
	metadataFileCount: number;
	/** Files of no kind that is known: texts beside media, pages, what cannot be told. */
	otherFileCount: number;
	/** Conversations with media, with metadata (of any kind), with both. */
	withMediaCount: number;
	withMetadataCount: number;
	withBothCount: number;
	/** Rows of the CDR; absent without one. */
	listedCount?: number;
	/** What the manifest states; absent without one, or where it is not recognised. */
	statedCount?: number;
	/** Of which findings there are how many. */
	findings: Partial<Record<ExportFindingCode, number>>;
	/** The paths of CDRs, manifests and audit logs. */
	cdrPaths: string[];
	manifestPaths: string[];
	auditLogPaths: string[];
}
