import { ExportRun } from './export-run';
import type { ExportOptions, ExportResult } from './types';

/**
 * Exports what the source has and the job has not exported yet, each file once. Failures of files are outcomes, told to
 * `onFile`; they are tried again by the next run. Throws RecordingError where the ledger at the target cannot be read:
 * nothing was done then.
 */
export async function runExport(options: ExportOptions): Promise<ExportResult> {
	const run = await ExportRun.begin(options);
	return await run.go();
}
