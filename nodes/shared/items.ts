import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Breather } from '../../core/listing/breather';
import type { Recording } from '../../core/vendors/recording';

/** Recordings as items, paired with the item that asked for them. */
export async function toItems(recordings: Recording[], itemIndex: number): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const breather = new Breather();
	for (const recording of recordings) {
		items.push({ json: recording as unknown as IDataObject, pairedItem: { item: itemIndex } });
		if (breather.isDue()) await breather.breathe();
	}
	return items;
}
