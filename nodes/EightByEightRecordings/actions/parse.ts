import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { openIndex } from '../../../core/vendors/eight-by-eight/open-index';
import { addHint } from '../../shared/hints';
import { limitOf } from '../../shared/limit';
import { countOf, namesOf } from '../../shared/parameters';
import { callRows, indexOptionsOf } from '../../shared/parse/calls';
import { outputSettingsOf, readRows } from '../../shared/parse/rows';
import { pathOf } from '../../shared/path';
import { runEach } from '../../shared/run';
import { connections, zoneHintOf, type Tenant } from '../connect';

/** Reads the index that each item names: its calls as items, or as one file. */
export async function parseIndexes(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const opened = connections(context, { concurrency: 1 });
	try {
		return await runEach(context, async (_, itemIndex) => await parseIndex(context, itemIndex, await opened.of(itemIndex)));
	} finally {
		await opened.close(async ({ recordings }) => await recordings.close());
	}
}

async function parseIndex(context: IExecuteFunctions, itemIndex: number, tenant: Tenant): Promise<INodeExecutionData[]> {
	const path = pathOf(context, itemIndex, 'parse');
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const settings = outputSettingsOf(context, itemIndex, options);
	const read = {
		...indexOptionsOf(filters, options, tenant.timeZone),
		// Of a file, all calls are wanted unless somebody says otherwise.
		limit: settings.output === 'items' ? limitOf(context, itemIndex) : countOf(options.limit, 'Limit', { fallback: Infinity }),
		signal: context.getExecutionCancelSignal(),
	};
	const columns = namesOf(options.columns, 'Columns');
	const items = await readRows(context, itemIndex, settings, async (onProblem) =>
		callRows(await openIndex(tenant.recordings, path, { ...read, onProblem }), columns, path),
	);
	addHint(context, zoneHintOf(tenant));
	return items;
}
