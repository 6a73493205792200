import type { IExecuteFunctions } from 'n8n-workflow';
import { RecordingError } from '../../core/errors/recording-error';

/** The path that an item names. Throws INVALID_REQUEST when it names none. */
export function pathOf(context: IExecuteFunctions, itemIndex: number, operation: string): string {
	const path: unknown = context.getNodeParameter('path', itemIndex, '');
	if (typeof path === 'number') return String(path);
	if (typeof path === 'string' && path !== '') return path;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation,
		detail: 'the item names no path',
		advice: 'Connect the output of a node that lists recordings, or set Path to the path of a recording.',
	});
}
