import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Recordings } from '../../../core/sources/recordings';
import type { SourceEntry } from '../../../core/sources/source';
import type { Recording } from '../../../core/vendors/recording';
import type { TriggerSettings } from './parameters';
import { FILES_AT_ONCE, withFiles } from './with-files';

/** Where the files of recordings are, and what they become. */
export interface FilePlace {
	recordings: Recordings;
	toRecording(entry: SourceEntry): Recording;
}

/** What was found as items, with the files where the trigger is to fetch them. */
export async function toTriggerItems(
	context: IPollFunctions,
	found: Recording[],
	{ downloadTo }: TriggerSettings,
	placeOf: () => Promise<FilePlace>,
): Promise<INodeExecutionData[]> {
	if (downloadTo !== undefined && found.length > 0) return await withFiles(context, found, downloadTo, await placeOf());
	return found.map((recording) => ({ json: recording as unknown as IDataObject }));
}

/** Items of one execution: fewer where each brings a file. */
export function perExecutionOf({ downloadTo, perExecution }: TriggerSettings): number {
	return downloadTo === undefined ? perExecution : Math.min(perExecution, FILES_AT_ONCE);
}
