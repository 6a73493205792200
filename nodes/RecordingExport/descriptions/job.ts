import type { INodeProperties } from 'n8n-workflow';
import { BINARY } from '../choices';
import { filterFields } from './filters';
import { runOptions, statusOptions, verifyOptions } from './options';
import { binaryNotice, runFields } from './run';
import { recordingsFields, sourceFields } from './source';
import { exportTargetFields } from './target';

const resource = ['exportJob'];
const run = { resource, operation: ['run'] };
const status = { resource, operation: ['status'] };
const verify = { resource, operation: ['verify'] };

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource } },
	options: [
		{
			name: 'Run',
			value: 'run',
			action: 'Run an export job',
			description: 'Copy each recording once to a target, verified, and record it in the ledger there',
		},
		{
			name: 'Status',
			value: 'status',
			action: 'Get the status of an export job',
			description: 'Tell of the last run, and what of the source is not exported yet',
		},
		{
			name: 'Verify',
			value: 'verify',
			action: 'Verify an export job',
			description: 'Read the target again, and tell which files are missing, altered or unknown',
		},
	],
	default: 'run',
};

const jobName: INodeProperties = {
	displayName: 'Job Name',
	name: 'jobName',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Nightly export',
	displayOptions: { show: { resource }, hide: { targetType: [BINARY] } },
	description:
		'The identity of the ledger, which lies at the target and knows what was exported. A new name exports everything anew; renaming the workflow or the node changes nothing.',
};

/** Where the editor shows them: when it is chosen what they are for. */
const credentials: INodeProperties = { displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '', displayOptions: { show: { resource } } };

export const jobProperties: INodeProperties[] = [
	operation,
	jobName,
	...sourceFields({ resource, operation: ['run', 'status'] }),
	...recordingsFields(run),
	...exportTargetFields(run, { withBinary: true }),
	...exportTargetFields({ resource, operation: ['status', 'verify'] }, { withBinary: false }),
	credentials,
	binaryNotice(run),
	...filterFields({ resource, operation: ['run', 'status'] }),
	...runFields(run),
	runOptions(run),
	statusOptions(status),
	verifyOptions(verify),
];
