import type { IExecuteFunctions } from 'n8n-workflow';
import { RecordingError } from '../../core/errors/recording-error';
import { textOf } from './parameters';

/** The path that an item names. Throws INVALID_REQUEST when it names none. */
export function pathOf(context: IExecuteFunctions, itemIndex: number, operation: string): string {
	const given: unknown = context.getNodeParameter('path', itemIndex, '');
	// Untrimmed: blanks can be part of a name.
	const path = textOf(given ?? '', 'Path');
	if (path !== '') return path;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation,
		detail: 'the item names no path',
		advice: 'Connect the output of a node that lists recordings, or set Path to the path of a recording.',
	});
}
