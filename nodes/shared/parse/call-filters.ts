import type { IDataObject } from 'n8n-workflow';
import type { IndexFilters } from '../../../core/vendors/eight-by-eight/index/filters';
import { textOf } from '../parameters';

const LABELS = {
	agentName: ['agent', 'Agent Name'],
	callType: ['callType', 'Call Type'],
	caseId: ['caseId', 'Case ID'],
	number: ['number', 'Number'],
	queueName: ['queue', 'Queue Name'],
} as const;

/** The filters on calls that a collection holds. Throws INVALID_REQUEST that names the field. */
export function callFiltersOf(fields: IDataObject): IndexFilters {
	const filters: IndexFilters = {};
	for (const [name, [filter, label]] of Object.entries(LABELS)) {
		// A filter that was added but gives nothing is no filter that was never added.
		const text = name in fields ? textOf(fields[name], label).trim() : '';
		if (text !== '') filters[filter] = text;
	}
	return filters;
}
