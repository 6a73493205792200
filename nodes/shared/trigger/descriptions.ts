import type { INodeProperties } from 'n8n-workflow';
import { outputFileField } from '../descriptions/download';
import type { TriggerDefaults } from './parameters';

interface TriggerTexts {
	/** The vendor, as it stands in a sentence. */
	vendor: string;
	/** What Look Back is for here. */
	lateFiles: string;
	defaults: TriggerDefaults;
	/** Of this vendor alone. */
	furtherOptions?: INodeProperties[];
}

/** What each trigger asks for after its filters. */
export function triggerFields(texts: TriggerTexts): INodeProperties[] {
	const { vendor } = texts;
	return [
		{
			displayName: 'Begin With',
			name: 'beginWith',
			type: 'options',
			options: [
				{ name: 'Everything There Is', value: 'everything', description: `All recordings that ${vendor} still has, then what comes` },
				{ name: 'New Recordings', value: 'now', description: 'What is stored after the workflow is activated' },
				{ name: 'Recordings Since', value: 'since', description: 'What was stored since a moment, then what comes' },
			],
			default: 'now',
			description: 'What counts as new when the workflow is activated for the first time. Choosing something else begins anew.',
		},
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			required: true,
			displayOptions: { show: { beginWith: ['since'] } },
			description: `When ${vendor} stored them, or later. Without a time zone, the time zone of the workflow counts.`,
		},
		{
			displayName: 'Download',
			name: 'download',
			type: 'boolean',
			default: false,
			description: 'Whether to fetch the file of each recording and check it. A Download node after the trigger does the same, with a branch for failures.',
		},
		outputFileField({ download: [true] }),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [...optionFields(texts), ...(texts.furtherOptions ?? [])].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
		},
	];
}

function optionFields({ lateFiles, defaults: { lookBackMinutes, minimumAgeMinutes } }: TriggerTexts): INodeProperties[] {
	return [
		{
			displayName: 'Look Back (Minutes)',
			name: 'lookBackMinutes',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_080 },
			default: lookBackMinutes,
			description: `How late a recording may turn up: ${lateFiles}. What was handed on in that time is remembered, eight bytes each.`,
		},
		{
			displayName: 'Minimum Age (Minutes)',
			name: 'minimumAgeMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10_080 },
			default: minimumAgeMinutes,
			description: 'Younger recordings wait for a later poll, so that a file that is still being written is not taken',
		},
		{
			displayName: 'Recordings per Execution',
			name: 'perExecution',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_000 },
			default: 1_000,
			description: 'At most so many items in one execution; more begin further executions',
		},
	];
}
