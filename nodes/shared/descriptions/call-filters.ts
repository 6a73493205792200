import type { INodeProperties } from 'n8n-workflow';

/** Filters on what an index says of a call, as options of a collection. */
export const callFilters: INodeProperties[] = [
	{
		displayName: 'Agent Name',
		name: 'agentName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Jane Doe',
		description: 'Only calls of this agent; capitals do not count',
	},
	{
		displayName: 'Call Type',
		name: 'callType',
		type: 'string',
		default: '',
		placeholder: 'e.g. Inbound',
		description: 'Inbound, Outbound or Direct Agent Access, as the index has it',
	},
	{
		displayName: 'Case ID',
		name: 'caseId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1234567',
		description: 'Only calls of this case',
	},
	{
		displayName: 'Number',
		name: 'number',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4155550100',
		description: 'Only calls with this number of the customer, the channel, or the one that was called. Only its digits count, and its end is enough.',
	},
	{
		displayName: 'Queue Name',
		name: 'queueName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Sales',
		description: 'Only calls of this queue; capitals do not count',
	},
];
