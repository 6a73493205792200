import type { INodeExecutionData } from 'n8n-workflow';
import { readIndex } from '../../../core/vendors/eight-by-eight/index/read-index';
import { addHint } from '../../shared/hints';
import { callRows, indexOptionsOf } from '../../shared/parse/calls';
import { readRows } from '../../shared/parse/rows';
import type { IndexInput } from './input';

/** The calls of an index of 8x8. */
export async function parseCalls({ context, itemIndex, body, name, settings }: IndexInput): Promise<INodeExecutionData[]> {
	const { filters, options, zone, conditions, columns, limit, signal } = settings;
	const read = { ...indexOptionsOf(filters, options, zone), path: name, conditions, limit, signal };
	const items = await readRows(context, itemIndex, settings, async (onProblem) => callRows(readIndex(body, { ...read, onProblem }), columns, name, { kind: 'eightByEightIndex' }));
	if (settings.isZoneOfWorkflow) addHint(context, `The option Time Zone is not set, so that of the workflow counts: ${zone}. Times without an offset are wrong where the tenant has another one.`);
	return items;
}
