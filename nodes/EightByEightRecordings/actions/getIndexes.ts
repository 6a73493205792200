import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { pagesWithIndexes, toIndexFile, type IndexFile } from '../../../core/vendors/eight-by-eight/index-files';
import { collect } from '../../shared/collect';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { choiceOf } from '../../shared/parameters';
import { zoneHintOf, type Tenant } from '../connect';
import { indexDaysOf } from '../period';

const KINDS = ['both', 'detailed', 'small'] as const;

/** Lists index files, of the days that the item asks for. */
export async function getIndexes(context: IExecuteFunctions, itemIndex: number, tenant: Tenant): Promise<INodeExecutionData[]> {
	const limit = limitOf(context, itemIndex);
	const kind = choiceOf(context.getNodeParameter('kind', itemIndex, 'both'), 'Kind', KINDS);
	const { recordings, retentionDays, timeZone } = tenant;
	const days = indexDaysOf(context, itemIndex, timeZone);
	if (days) addHint(context, zoneHintOf(tenant));
	const isAsked = ({ day, kind: found }: IndexFile) =>
		(kind === 'both' || found === kind) && (!days || (day >= days.firstDay && day <= days.lastDay));
	const pages = pagesWithIndexes(recordings, days && { ...days, timeZone }, context.getExecutionCancelSignal());
	const found = await collect(pages, {
		toRecording: (entry) => toIndexFile(entry, retentionDays),
		limit,
		order: 'listed',
		wanted: isAsked,
	});
	return await toItems(found, itemIndex);
}
