import type { INodeExecutionData } from 'n8n-workflow';
import { readIndex } from '../../../core/vendors/eight-by-eight/index/read-index';
import { callRows, indexOptionsOf } from '../../shared/parse/calls';
import { readRows } from '../../shared/parse/rows';
import type { IndexInput } from './input';
import { addZoneHint } from './zone-hint';

/** The calls of an index of 8x8. */
export async function parseCalls(input: IndexInput): Promise<INodeExecutionData[]> {
	const { context, itemIndex, body, name, settings } = input;
	const { filters, options, zone, conditions, columns, limit, signal } = settings;
	const read = { ...indexOptionsOf(filters, options, zone), path: name, conditions, limit, signal };
	const items = await readRows(context, itemIndex, settings, async (onProblem) => ({
		...callRows(readIndex(body, { ...read, onProblem }), columns, name, { kind: 'eightByEightIndex' }),
		mustBeRead: true,
	}));
	addZoneHint(input);
	return items;
}
