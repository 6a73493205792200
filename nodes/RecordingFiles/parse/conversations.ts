import type { INodeExecutionData } from 'n8n-workflow';
import { KIND_NAMES } from '../../../core/vendors/index-files/kinds';
import { readMetadataXml, readTable, rowFilter } from '../../../core/vendors/verba';
import { columnMappingOf, csvSettingsOf } from '../../shared/csv-settings';
import { startWindowOf } from '../../shared/parse/calls';
import { conversationRows } from '../../shared/parse/conversations';
import { readRows } from '../../shared/parse/rows';
import type { IndexInput } from './input';
import { assertNoCallFilters } from './settings';
import { addZoneHint } from './zone-hint';

/** A CDR or CSV metadata. */
export async function parseConversations(input: IndexInput): Promise<INodeExecutionData[]> {
	return await parseRows(input, 'verbaTable');
}

/** The log of a policy. */
export async function parseAuditLog(input: IndexInput): Promise<INodeExecutionData[]> {
	return await parseRows(input, 'verbaAuditLog');
}

async function parseRows(input: IndexInput, kind: 'verbaTable' | 'verbaAuditLog'): Promise<INodeExecutionData[]> {
	assertNoCallFilters(input.settings, KIND_NAMES[kind]);
	const { context, itemIndex, body, name, settings } = input;
	const { options, zone, columns, limit, signal } = settings;
	const read = {
		zone,
		kind: kind === 'verbaTable' ? ('conversations' as const) : ('audit-log' as const),
		...csvSettingsOf(options),
		columns: columnMappingOf(options.columnMapping),
		isWanted: wantedBy(settings),
		limit,
		signal,
	};
	const items = await readRows(context, itemIndex, settings, async (onProblem) => conversationRows(readTable(body, { ...read, onProblem }), columns, name, { kind }));
	addZoneHint(input);
	return items;
}

/** Metadata of one conversation, or of several in one document. */
export async function parseMetadataXml({ context, itemIndex, body, name, settings }: IndexInput): Promise<INodeExecutionData[]> {
	assertNoCallFilters(settings, KIND_NAMES.verbaXml);
	const { columns, limit, signal } = settings;
	const read = { isWanted: wantedBy(settings), limit, signal };
	return await readRows(context, itemIndex, settings, async (onProblem) => conversationRows(readMetadataXml(body, { ...read, onProblem }), columns, name, { kind: 'verbaXml' }));
}

function wantedBy({ filters, zone, conditions }: IndexInput['settings']): ReturnType<typeof rowFilter> {
	return rowFilter({ window: startWindowOf(filters, zone), conditions });
}
