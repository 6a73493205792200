import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { storedAt, toRecording } from '../../../core/vendors/genesys/recording';
import { collect, ORDERS, type Order } from '../../shared/collect';
import { filtersOf, type Filters } from '../../shared/filters';
import { insideFolder } from '../../shared/folder-search';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { choiceOf } from '../../shared/parameters';
import { connect } from '../connect';
import { addHistory, historySettingsOf } from '../history';
import { containerOf, folderOf } from '../parameters';

export async function getMany(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const filters = filtersOf(context, itemIndex, storedAt);
	const folder = folderOf(context, itemIndex);
	const limit = limitOf(context, itemIndex);
	const order = choiceOf(context.getNodeParameter('order', itemIndex, 'listed'), 'Order', ORDERS);
	const container = containerOf(context, itemIndex);
	const history = await historySettingsOf(context, itemIndex);
	const connection = await connect(context, itemIndex);
	try {
		const recordings = await connection.container(container);
		const pages = recordings.listPages({
			prefix: insideFolder(folder, recordings.folder),
			signal: context.getExecutionCancelSignal(),
			pageSize: pageSizeFor(limit, order, filters),
		});
		const { retentionDays } = connection.credential;
		const found = await collect(pages, {
			toRecording: (entry) => toRecording(entry, retentionDays),
			limit,
			order,
			wanted: filters.wanted,
		});
		addHint(context, filters.hint());
		return await toItems(history ? await addHistory(context, connection, found, history) : found, itemIndex);
	} finally {
		await connection.close();
	}
}

const MAX_PAGE_SIZE = 5_000;

// A small limit without filters needs a small page only; everything else reads whole pages.
function pageSizeFor(limit: number, order: Order, { isEmpty }: Filters): number {
	return order === 'listed' && isEmpty ? Math.min(limit, MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
}
