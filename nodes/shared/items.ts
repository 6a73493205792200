import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Breather } from '../../core/listing/breather';

/** Recordings and the like as items, paired with the item that asked for them. */
export async function toItems(results: readonly object[], itemIndex: number): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const breather = new Breather();
	for (const result of results) {
		items.push({ json: result as IDataObject, pairedItem: { item: itemIndex } });
		if (breather.isDue()) await breather.breathe();
	}
	return items;
}
