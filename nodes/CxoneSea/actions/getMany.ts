import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recordings } from '../../../core/sources/recordings';
import { isFolderMark } from '../../../core/sources/folder-mark';
import type { SourceEntry } from '../../../core/sources/source';
import { dayPrefixes } from '../../../core/vendors/cxone/days';
import { orNoneWhenDenied } from '../../../core/vendors/cxone/denied';
import { toSeaRecording } from '../../../core/vendors/cxone/recording';
import { collect, ORDERS } from '../../shared/collect';
import { filtersOf, type Filters } from '../../shared/filters';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { choiceOf } from '../../shared/parameters';
import { connect } from '../connect';
import { ofContact } from '../filters';

interface Options {
	deniedMeansEmpty?: boolean;
	byDay?: boolean;
}

export async function getMany(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const filters = filtersOf(context, itemIndex, ({ lastModified }) => lastModified);
	const isWanted = ofContact(context, itemIndex);
	const limit = limitOf(context, itemIndex);
	const order = choiceOf(context.getNodeParameter('order', itemIndex, 'listed'), 'Order', ORDERS);
	const { deniedMeansEmpty, byDay } = context.getNodeParameter('options', itemIndex, {}) as Options;
	const { recordings, retentionDays } = await connect(context, itemIndex);
	const pages = pagesOf(recordings, byDay ? filters : undefined, context.getExecutionCancelSignal());
	try {
		const found = await collect(deniedMeansEmpty ? orNoneWhenDenied(pages, () => tellDenied(context)) : pages, {
			toRecording: (entry) => toSeaRecording(entry, retentionDays),
			limit,
			order,
			wanted: (recording, entry) => !isFolderMark(entry) && isWanted(recording) && filters.wanted(recording, entry),
		});
		addHint(context, filters.hint());
		addHint(context, isWanted.hint());
		return await toItems(found, itemIndex);
	} finally {
		await recordings.close();
	}
}

function tellDenied(context: IExecuteFunctions): void {
	addHint(context, 'CXone denied access to the folder, which counts as empty here (option "Access Denied Means Empty").');
}

async function* pagesOf(
	recordings: Recordings,
	filters: Filters | undefined,
	signal: AbortSignal | undefined,
): AsyncGenerator<SourceEntry[]> {
	for (const prefix of (filters && dayPrefixes(filters.started)) ?? ['']) yield* recordings.listPages({ prefix, signal });
}
