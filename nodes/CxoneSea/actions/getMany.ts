import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recordings } from '../../../core/sources/recordings';
import type { SourceEntry } from '../../../core/sources/source';
import { dayPrefixes } from '../../../core/vendors/cxone/days';
import { orWhenDenied } from '../../../core/vendors/cxone/denied';
import { toSeaRecording, type SeaRecording } from '../../../core/vendors/cxone/recording';
import { collect, type Order } from '../../shared/collect';
import { filtersOf, type Filters } from '../../shared/filters';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { locatorOf, textOf } from '../../shared/parameters';
import { connect } from '../connect';

interface Options {
	deniedMeansEmpty?: boolean;
	byDay?: boolean;
}

export async function getMany(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const filters = filtersOf(context, itemIndex, ({ lastModified }) => lastModified);
	const isWanted = ofContact(context, itemIndex);
	const limit = limitOf(context, itemIndex);
	const order = context.getNodeParameter('order', itemIndex, 'listed') as Order;
	const { deniedMeansEmpty, byDay } = context.getNodeParameter('options', itemIndex, {}) as Options;
	const { recordings, retentionDays } = await connect(context, itemIndex);
	const list = async () =>
		await collect(pagesOf(recordings, byDay ? filters : undefined, context.getExecutionCancelSignal()), {
			toRecording: (entry) => toSeaRecording(entry, retentionDays),
			limit,
			order,
			wanted: (recording, entry) => !isFolder(entry) && isWanted(recording) && filters.wanted(recording, entry),
		});
	try {
		const found = await (deniedMeansEmpty ? orWhenDenied(list, () => nothing(context)) : list());
		addHint(context, filters.hint());
		return await toItems(found, itemIndex);
	} finally {
		await recordings.close();
	}
}

function nothing(context: IExecuteFunctions): SeaRecording[] {
	addHint(context, 'CXone denied access to the folder, which counts as empty here (option "Access Denied Means Empty").');
	return [];
}

async function* pagesOf(
	recordings: Recordings,
	filters: Filters | undefined,
	signal: AbortSignal | undefined,
): AsyncGenerator<SourceEntry[]> {
	for (const prefix of (filters && dayPrefixes(filters.started)) ?? ['']) yield* recordings.listPages({ prefix, signal });
}

function ofContact(context: IExecuteFunctions, itemIndex: number): (recording: SeaRecording) => boolean {
	const mediaType = textOf(locatorOf(context, 'mediaType', itemIndex).value, 'Media Type').trim();
	const filters = context.getNodeParameter('filters', itemIndex, {}) as { contactId?: unknown };
	// A filter that was added but gives nothing is no filter that was never added.
	const contact = 'contactId' in filters ? textOf(filters.contactId, 'Contact ID').trim() : '';
	return (recording) =>
		(mediaType === '' || recording.mediaType?.toUpperCase() === mediaType.toUpperCase()) &&
		(contact === '' || recording.contactId === contact);
}

// What S3 clients leave behind when somebody makes a folder.
function isFolder({ path, sizeBytes }: SourceEntry): boolean {
	return path.endsWith('/') && sizeBytes === 0;
}
