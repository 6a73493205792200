import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Recording } from '../../../core/vendors/recording';
import type { Place } from '../downloads';
import type { TriggerSettings } from './parameters';
import { FILES_AT_ONCE, withFiles } from './with-files';

/** What was found as items, with the files where the trigger is to fetch them. */
export async function toTriggerItems(
	context: IPollFunctions,
	found: Recording[],
	{ downloadTo }: TriggerSettings,
	placeOf: () => Promise<Place>,
): Promise<INodeExecutionData[]> {
	if (downloadTo !== undefined && found.length > 0) return await withFiles(context, found, downloadTo, await placeOf());
	return found.map((recording) => ({ json: recording as unknown as IDataObject }));
}

/** Items of one execution: fewer where each brings a file. */
export function perExecutionOf({ downloadTo, perExecution }: TriggerSettings): number {
	return downloadTo === undefined ? perExecution : Math.min(perExecution, FILES_AT_ONCE);
}

/** A time as a service states it, in ms since 1970; undefined for none, and for what is no time. */
export function momentOf(time: string | undefined): number | undefined {
	const ms = time === undefined ? NaN : Date.parse(time);
	return Number.isNaN(ms) ? undefined : ms;
}
