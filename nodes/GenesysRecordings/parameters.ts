import type { IExecuteFunctions } from 'n8n-workflow';
import { DEFAULT_CONTAINER } from '../../core/vendors/genesys/credential';

/** The container of an item; an item that names none gets the usual one. */
export function containerOf(context: IExecuteFunctions, itemIndex: number): string {
	const value = context.getNodeParameter('container', itemIndex, '', { extractValue: true });
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : DEFAULT_CONTAINER;
}
