import { TIME_ZONE } from './names';

const VENDORS = {
	genesys: { type: 'genesysRecordingsTrigger', credential: 'genesysSasApi' },
	cxone: { type: 'cxoneSeaTrigger', credential: 'cxoneSeaApi' },
	'8x8': { type: 'eightByEightRecordingsTrigger', credential: 'eightByEightSftpApi' },
} as const;

interface TriggerWorkflow {
	name: string;
	vendor: keyof typeof VENDORS;
	/** ID of the credential. */
	credential: string;
	/** Where each recording is written down. */
	address: string;
	parameters?: Record<string, unknown>;
}

/** n8n polls once a minute at the most, for each row of Poll Times: with twelve rows every five seconds. */
const POLL_TIMES = { item: Array.from({ length: 12 }, (_, row) => row * 5).map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };

/** A trigger, and a request for each recording, with its file if there is one. */
export function triggerWorkflow({ name, vendor, credential, address, parameters = {} }: TriggerWorkflow): Record<string, unknown> {
	const { type, credential: credentialType } = VENDORS[vendor];
	const file = { sendBody: true, contentType: 'binaryData', inputDataFieldName: 'data' };
	const nodes = [
		{
			name: 'New recordings',
			type: `n8n-nodes-call-recordings.${type}`,
			parameters: { pollTimes: POLL_TIMES, ...parameters },
			credentials: { [credentialType]: { id: credential, name: credential } },
		},
		{
			name: 'Write down',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: { method: 'POST', url: address, ...(parameters.download === true ? file : {}), options: {} },
		},
	].map((node, index) => ({ id: `${name}-${index}`, typeVersion: 1, position: [index * 200, 0], ...node }));
	const connections = { 'New recordings': { main: [[{ node: 'Write down', type: 'main', index: 0 }]] } };
	return { id: name, name, active: false, nodes, connections, settings: { executionOrder: 'v1', timezone: TIME_ZONE } };
}
