import type { INodePropertyOptions } from 'n8n-workflow';

/** All time zones; nothing chosen is that of the workflow. */
export const TIME_ZONES: INodePropertyOptions[] = [
	{ name: 'Time Zone of the Workflow', value: '' },
	{ name: 'UTC', value: 'UTC' },
	...Intl.supportedValuesOf('timeZone')
		.filter((zone) => zone !== 'UTC')
		.map((zone) => ({ name: zone, value: zone })),
];
