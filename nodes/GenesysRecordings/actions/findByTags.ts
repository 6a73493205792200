import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { parseTagExpression, toTagQuery, type TagCondition, type TagExpression } from '../../../core/sources/azure-blob/tags';
import { toWindow } from '../../../core/time/window';
import type { GenesysConnection } from '../../../core/vendors/genesys/connection';
import { withDetails } from '../../../core/vendors/genesys/details';
import { toRecording } from '../../../core/vendors/genesys/recording';
import { collect } from '../../shared/collect';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { connect } from '../connect';
import { containerOf } from '../parameters';

export async function findByTags(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const expression = expressionOf(context, itemIndex);
	const query = toTagQuery(expression);
	const limit = limitOf(context, itemIndex);
	const { withDetails: wantsDetails } = context.getNodeParameter('options', itemIndex, {}) as { withDetails?: boolean };
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
		if (found.length === 0) addHint(context, hintOnContainer(expression, connection));
		if (!wantsDetails) return await toItems(found, itemIndex);
		const { recordings, hint } = await withDetails(connection, found, signal);
		addHint(context, hint);
		return await toItems(recordings, itemIndex);
	} finally {
		await connection.close();
	}
}

// Whole pages, whatever the limit: maxresults counts what a server looks at, not what matches, on the emulator.
const PAGE_SIZE = 5_000;

function expressionOf(context: IExecuteFunctions, itemIndex: number): TagExpression {
	if (context.getNodeParameter('define', itemIndex, 'builder') === 'expression') {
		return parseTagExpression(String(context.getNodeParameter('expression', itemIndex)));
	}
	const { condition = [] } = context.getNodeParameter('conditions', itemIndex, {}) as { condition?: IDataObject[] };
	return {
		container: containerOf(context, itemIndex),
		conditions: [...condition.map((one) => toCondition(one)), ...storedTimeConditions(context, itemIndex)],
	};
}

// A search in a container that does not exist finds nothing, without an error.
function hintOnContainer({ container }: TagExpression, connection: GenesysConnection): string | undefined {
	const known = connection.containerNames();
	if (container === undefined || known.length === 0 || known.includes(container)) return undefined;
	const names = known.map((name) => `"${name}"`).join(', ');
	return `Nothing found in the container "${container}". The credential knows ${names}: check the name.`;
}

// n8n takes a parameter that begins with "=" for an expression, so the form uses words.
const OPERATORS: Record<string, TagCondition['operator']> = {
	equals: '=',
	greater: '>',
	greaterOrEqual: '>=',
	less: '<',
	lessOrEqual: '<=',
};

function toCondition({ tag, otherTag, operator, value }: IDataObject): TagCondition {
	return {
		tag: String(tag === 'other' ? (otherTag ?? '') : tag).trim(),
		operator: OPERATORS[String(operator)] ?? '=',
		value: String(value ?? ''),
	};
}

// The tag holds UTC text to the second, "2022-01-10T06:01:34Z" on the vendor's page, and is compared as text.
function storedTimeConditions(context: IExecuteFunctions, itemIndex: number): TagCondition[] {
	const bound = (name: string, label: string) => ({ label, value: context.getNodeParameter(name, itemIndex, '') });
	const { after, before } = toWindow(
		bound('storedAfter', 'Stored After'),
		bound('storedBefore', 'Stored Before'),
		context.getTimezone(),
	);
	return [
		...(after === undefined ? [] : [{ tag: 'StoredTime', operator: '>=' as const, value: after }]),
		...(before === undefined ? [] : [{ tag: 'StoredTime', operator: '<' as const, value: before }]),
	];
}
