import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toWindow } from '../../../core/time/window';
import { findExports } from '../../../core/vendors/genesys/data-export';
import { insideFolder } from '../../shared/folder-search';
import { addHint } from '../../shared/hints';
import { limitOf } from '../../shared/limit';
import { choiceOf, textOf } from '../../shared/parameters';
import { connect } from '../connect';
import { exportContainerOf, folderOf } from '../parameters';

const ORDERS = ['oldest', 'newest'] as const;

/** Lists data exports, one item for each run. */
export async function getExports(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const stored = toWindow(
		{ label: 'Stored After', value: filters.storedAfter },
		{ label: 'Stored Before', value: filters.storedBefore },
		context.getTimezone(),
	);
	const folder = folderOf(context, itemIndex);
	const limit = limitOf(context, itemIndex);
	const first = choiceOf(context.getNodeParameter('order', itemIndex, 'oldest'), 'Order', ORDERS);
	const afterExport = 'afterExport' in filters ? textOf(filters.afterExport, 'After Export').trim() || undefined : undefined;
	const connection = await connect(context, itemIndex);
	try {
		const recordings = await connection.container(exportContainerOf(context, itemIndex));
		const prefix = insideFolder(folder, recordings.folder);
		const { retentionDays } = connection.credential;
		const signal = context.getExecutionCancelSignal();
		const found = await findExports(recordings, { prefix, stored, afterExport, first, limit, retentionDays, signal });
		if (found.length === 0) addHint(context, `No data export was found in the container "${recordings.container}". Their names begin with export_ and end with .zip.`);
		return found.map((one) => ({ json: one as unknown as IDataObject, pairedItem: { item: itemIndex } }));
	} finally {
		await connection.close();
	}
}
