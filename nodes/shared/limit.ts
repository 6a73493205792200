import type { IExecuteFunctions } from 'n8n-workflow';
import { RecordingError } from '../../core/errors/recording-error';

/** How many results are wanted; Infinity for all. */
export function limitOf(context: IExecuteFunctions, itemIndex: number): number {
	if (context.getNodeParameter('returnAll', itemIndex, false)) return Infinity;
	const typed: unknown = context.getNodeParameter('limit', itemIndex, 50);
	const limit = typeof typed === 'string' && typed.trim() === '' ? NaN : Math.floor(Number(typed));
	if (limit >= 1) return limit;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `"Limit" is ${String(typed) || 'empty'}, which is no count of recordings`,
		advice: 'Set it to 1 or more, or switch on Return All.',
	});
}
