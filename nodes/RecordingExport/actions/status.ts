import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { exportStatus } from '../../../core/export';
import { WantedFiles } from '../../../core/export/origin';
import { addHint } from '../../shared/hints';
import { DEFAULT_FILES_AT_ONCE } from '../choices';
import { openOrigin } from '../origins';
import { openTarget } from '../open-target';
import { jobNameOf, queryOf } from '../settings';
import { unknownInWords } from '../summary';

/** How a job stands: its last run, and what of the source is not exported yet. */
export async function statusOfJob(context: IExecuteFunctions, [itemIndex]: readonly number[]): Promise<INodeExecutionData[]> {
	const job = jobNameOf(context, itemIndex);
	const query = queryOf(context, itemIndex);
	const signal = context.getExecutionCancelSignal();
	const { target, close: closeTarget } = await openTarget(context, itemIndex, DEFAULT_FILES_AT_ONCE);
	try {
		const { origin, close } = await openOrigin(context, itemIndex, { query, concurrency: DEFAULT_FILES_AT_ONCE, signal });
		try {
			const wanted = new WantedFiles((options) => origin.files(options), query.isWanted);
			const { lastRun, listed, exported, backlog, heads, notes } = await exportStatus({ job, target, list: wanted.list, signal });
			if (!lastRun) addHint(context, `The target has no finished run of the job "${job}": check Job Name and the folder of the target, if there should be one.`);
			for (const hint of [...unknownInWords(wanted.unknown, query.filters.unknown === 'take'), ...origin.hints(), ...notes]) addHint(context, hint);
			const json = { jobName: job, lastRun, listedFiles: listed, exportedFiles: exported, backlogFiles: backlog.files, backlogBytes: backlog.bytes, firstExpiresAt: backlog.firstExpiresAt, heads, notes };
			return [{ json: withoutAbsent(json), pairedItem: { item: itemIndex } }];
		} finally {
			await close();
		}
	} finally {
		await closeTarget();
	}
}

function withoutAbsent(json: object): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined)) as IDataObject;
}
