import type { IExecuteFunctions } from 'n8n-workflow';
import { countOf, flagOf } from './parameters';

/** How many results are wanted; Infinity for all. */
export function limitOf(context: IExecuteFunctions, itemIndex: number): number {
	if (flagOf(context.getNodeParameter('returnAll', itemIndex, false), 'Return All')) return Infinity;
	return countOf(context.getNodeParameter('limit', itemIndex, 50), 'Limit');
}
