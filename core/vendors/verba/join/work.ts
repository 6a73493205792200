import { isFaultOfOneFile } from '../../../errors/of-one-file';
import type { Breather } from '../../../listing/breather';
import type { DateOrder } from '../../../time/date-text';
import type { WallClock } from '../../../time/wall-clock';
import type { ExportFile } from '../export-file';
import type { ColumnMapping } from '../table/columns';
import type { Findings } from './findings';

export interface ExportOptions {
	/** As in `TableOptions`: of CDR and CSV metadata. */
	zone: string;
	dateOrder?: DateOrder;
	columns?: ColumnMapping;
	separator?: string;
	encoding?: string;
	/** Metadata files read at once. */
	parallel?: number;
	/** Conversations at most. */
	limit?: number;
	signal?: AbortSignal;
}

/** What all steps of reading one export share. */
export interface Work extends ExportOptions {
	parallel: number;
	findings: Findings;
	breather: Breather;
	/** Of the zone, once it is needed. */
	clock?: WallClock;
	counts: { fileCount: number; mediaFileCount: number; metadataFileCount: number; otherFileCount: number };
	/** Files of no known kind that turned out to be conversations themselves. */
	contents: Set<ExportFile>;
}

/** Undefined, and a finding, where it is this file alone that cannot be read. */
export async function attempt<Result>(file: ExportFile, { findings }: Work, read: () => Promise<Result>): Promise<Result | undefined> {
	try {
		return await read();
	} catch (error) {
		if (!isFaultOfOneFile(error)) throw error;
		findings.add('UNREADABLE', { path: file.path, detail: error.message });
		return undefined;
	}
}
