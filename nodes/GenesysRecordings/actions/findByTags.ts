import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { parseTagExpression, toTagQuery, type TagExpression } from '../../../core/sources/azure-blob/tags';
import type { GenesysConnection } from '../../../core/vendors/genesys/connection';
import { withDetails } from '../../../core/vendors/genesys/details';
import { toRecording } from '../../../core/vendors/genesys/recording';
import { collect } from '../../shared/collect';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { textOf } from '../../shared/parameters';
import { conditionsOf } from '../conditions';
import { connect } from '../connect';
import { addHistory, historySettingsOf } from '../history';
import { containerOf } from '../parameters';

export async function findByTags(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const expression = expressionOf(context, itemIndex);
	const query = toTagQuery(expression);
	const limit = limitOf(context, itemIndex);
	const { withDetails: wantsDetails } = context.getNodeParameter('options', itemIndex, {}) as { withDetails?: boolean };
	const history = await historySettingsOf(context, itemIndex);
	const signal = context.getExecutionCancelSignal();
	const connection = await connect(context, itemIndex);
	try {
		const index = await connection.tagIndex();
		const pages = index.findPages(query, { signal, pageSize: PAGE_SIZE });
		const { retentionDays } = connection.credential;
		const found = await collect(pages, {
			toRecording: (entry) => toRecording(entry, retentionDays),
			limit,
			order: 'listed',
			wanted: () => true,
		});
		if (found.length === 0) warnOfContainer(context, expression, connection);
		const { recordings, hint } = wantsDetails ? await withDetails(connection, found, signal) : { recordings: found };
		addHint(context, hint);
		return await toItems(history ? await addHistory(context, connection, recordings, history) : recordings, itemIndex);
	} finally {
		await connection.close();
	}
}

// Whole pages, whatever the limit: maxresults counts what a server looks at, not what matches, on the emulator.
const PAGE_SIZE = 5_000;

function expressionOf(context: IExecuteFunctions, itemIndex: number): TagExpression {
	if (context.getNodeParameter('define', itemIndex, 'builder') === 'expression') {
		return parseTagExpression(textOf(context.getNodeParameter('expression', itemIndex, ''), 'Expression'));
	}
	return { container: containerOf(context, itemIndex), conditions: conditionsOf(context, itemIndex) };
}

// A search in a container that does not exist finds nothing, without an error. Hints are seen in the editor only.
function warnOfContainer(context: IExecuteFunctions, { container }: TagExpression, connection: GenesysConnection): void {
	const known = connection.containerNames();
	if (container === undefined || known.length === 0 || known.includes(container)) return;
	const names = known.map((name) => `"${name}"`).join(', ');
	const message = `Nothing found in the container "${container}". The credential knows ${names}: check the name.`;
	addHint(context, message);
	context.logger.warn(message);
}
