import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { compareDays } from '../../../core/vendors/eight-by-eight/reconcile/compare';
import { addHint } from '../../shared/hints';
import { flagOf } from '../../shared/parameters';
import { zoneHintOf, type Tenant } from '../connect';
import { reconciledDaysOf } from '../period';

/** Compares the recordings of some days with their indexes: an item for each finding, and a summary as the last. */
export async function reconcile(context: IExecuteFunctions, itemIndex: number, tenant: Tenant): Promise<INodeExecutionData[]> {
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const checkLengths = flagOf(options.checkLengths ?? true, 'Check Lengths');
	const onlySummary = flagOf(options.onlySummary ?? false, 'Only Summary');
	const { recordings, timeZone, retentionDays } = tenant;
	const days = reconciledDaysOf(context, itemIndex, timeZone);
	addHint(context, zoneHintOf(tenant));
	const findings = compareDays(recordings, {
		...days,
		timeZone,
		retentionDays,
		nowMs: Date.now(),
		checkLengths,
		signal: context.getExecutionCancelSignal(),
	});
	const items: INodeExecutionData[] = [];
	for await (const finding of findings) {
		if (onlySummary && finding.finding !== 'summary') continue;
		items.push({ json: { vendor: '8x8', ...finding } as unknown as IDataObject, pairedItem: { item: itemIndex } });
	}
	return items;
}
