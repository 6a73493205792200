import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recordings } from '../../../core/sources/recordings';
import type { SourceEntry } from '../../../core/sources/source';
import { dayPrefixes } from '../../../core/vendors/cxone/days';
import { orNoneWhenDenied } from '../../../core/vendors/cxone/denied';
import { toSeaRecording, type SeaRecording } from '../../../core/vendors/cxone/recording';
import { collect, ORDERS } from '../../shared/collect';
import { filtersOf, type Filters } from '../../shared/filters';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { choiceOf, locatorOf, textOf } from '../../shared/parameters';
import { connect } from '../connect';

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
			wanted: (recording, entry) => !isFolder(entry) && isWanted(recording) && filters.wanted(recording, entry),
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

/** The filters by contact and media type, and what they left out because nothing is known of it. */
interface ContactFilter {
	(recording: SeaRecording): boolean;
	hint(): string | undefined;
}

function ofContact(context: IExecuteFunctions, itemIndex: number): ContactFilter {
	const mediaType = textOf(locatorOf(context, 'mediaType', itemIndex).value, 'Media Type').trim();
	const filters = context.getNodeParameter('filters', itemIndex, {}) as { contactId?: unknown };
	// A filter that was added but gives nothing is no filter that was never added.
	const contact = 'contactId' in filters ? textOf(filters.contactId, 'Contact ID').trim() : '';
	const isOpen = mediaType === '' && contact === '';
	let unknown = 0;
	const filter = (recording: SeaRecording) => {
		if (!isOpen && recording.contactId === undefined) unknown++;
		return (mediaType === '' || recording.mediaType?.toUpperCase() === mediaType.toUpperCase()) && (contact === '' || recording.contactId === contact);
	};
	const hint = () => (unknown === 0 ? undefined : `${unknown} files were left out because their names tell no contact and media type.`);
	return Object.assign(filter, { hint });
}

// What S3 clients leave behind when somebody makes a folder.
function isFolder({ path, sizeBytes }: SourceEntry): boolean {
	return path.endsWith('/') && sizeBytes === 0;
}
