import { TIME_ZONE } from './names';

export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	[extra: string]: unknown;
}

const TRIGGER: WorkflowNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };

/**
 * A workflow whose trigger starts several rows of nodes, one row after the other: `n8n execute` takes seconds, so one
 * execution answers many questions.
 */
export function workflowOf(id: string, rows: WorkflowNode[][], timezone = TIME_ZONE): Record<string, unknown> {
	const nodes = [TRIGGER, ...rows.flat()].map((node, index) => ({ id: `node-${index}`, position: [0, index * 100], ...node }));
	const connections: Record<string, unknown> = { Start: { main: [rows.map(([first]) => wireTo(first))] } };
	for (const row of rows) {
		row.slice(1).forEach((node, index) => (connections[row[index].name] = { main: [[wireTo(node)]] }));
	}
	return { id, name: id, active: false, nodes, connections, settings: { executionOrder: 'v1', timezone } };
}

function wireTo({ name }: WorkflowNode): Record<string, unknown> {
	return { node: name, type: 'main', index: 0 };
}

/** A Genesys Recordings node. `onError: 'continueErrorOutput'` and the like go into `extra`. */
export function genesys(
	name: string,
	parameters: Record<string, unknown>,
	{ credential = 'genesys-demo', ...extra }: { credential?: string; onError?: string; executeOnce?: boolean } = {},
): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-call-recordings.genesysRecordings',
		typeVersion: 1,
		parameters: { resource: 'recording', ...parameters },
		credentials: { genesysSasApi: { id: credential, name: credential } },
		...extra,
	};
}

/** A NICE CXone SEA node. */
export function sea(
	name: string,
	parameters: Record<string, unknown>,
	{ credential = 'cxone-demo', ...extra }: { credential?: string; onError?: string; executeOnce?: boolean } = {},
): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-call-recordings.cxoneSea',
		typeVersion: 1,
		parameters: { resource: 'recording', ...parameters },
		credentials: { cxoneSeaApi: { id: credential, name: credential } },
		...extra,
	};
}

/** An 8x8 Recordings node. */
export function eightByEight(
	name: string,
	parameters: Record<string, unknown>,
	{ credential = '8x8-demo', ...extra }: { credential?: string; onError?: string; executeOnce?: boolean } = {},
): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-call-recordings.eightByEightRecordings',
		typeVersion: 1,
		parameters: { resource: 'recording', ...parameters },
		credentials: { eightByEightSftpApi: { id: credential, name: credential } },
		...extra,
	};
}

/** A Verba Recordings node; credentials by their types. */
export function verba(name: string, parameters: Record<string, unknown>, { credentials = {}, ...extra }: { credentials?: Record<string, string>; onError?: string } = {}): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-call-recordings.verbaRecordings',
		typeVersion: 1,
		parameters: { resource: 'export', ...parameters },
		credentials: Object.fromEntries(Object.entries(credentials).map(([type, id]) => [type, { id, name: id }])),
		...extra,
	};
}

/** A Recording Export node; credentials by their types. */
export function exportJob(name: string, parameters: Record<string, unknown>, { credentials = {}, ...extra }: { credentials?: Record<string, string>; onError?: string } = {}): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-call-recordings.recordingExport',
		typeVersion: 1,
		parameters: { resource: 'exportJob', operation: 'run', ...parameters },
		credentials: Object.fromEntries(Object.entries(credentials).map(([type, id]) => [type, { id, name: id }])),
		...extra,
	};
}

export function getMany(name: string, parameters: Record<string, unknown>, extra = {}): WorkflowNode {
	return genesys(name, { operation: 'getAll', container: container('recordings'), returnAll: true, ...parameters }, extra);
}

/** All calls, unless the parameters say otherwise. */
export function findByTags(name: string, parameters: Record<string, unknown>, extra = {}): WorkflowNode {
	const conditions = { condition: [condition('RecordingType', 'equals', 'CALL')] };
	const builder = { operation: 'findByTags', define: 'builder', container: container('recordings'), returnAll: true };
	return genesys(name, { ...builder, conditions, ...parameters }, extra);
}

export function download(name: string, parameters: Record<string, unknown> = {}, extra = {}): WorkflowNode {
	const fromItem = { container: container('={{ $json.container }}'), path: '={{ $json.path }}', binaryPropertyName: 'data' };
	return genesys(name, { operation: 'download', ...fromItem, ...parameters }, extra);
}

/** Two nodes that put these objects out, one item each. */
export function itemsOf(name: string, values: object[]): WorkflowNode[] {
	const set = { mode: 'raw', jsonOutput: JSON.stringify({ values }), options: {} };
	return [
		{ name: `${name} (list)`, type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: set },
		{ name, type: 'n8n-nodes-base.splitOut', typeVersion: 1, parameters: { fieldToSplitOut: 'values', options: {} } },
	];
}

export function container(value: string): Record<string, unknown> {
	return { __rl: true, mode: 'name', value };
}

export function folder(value: string): Record<string, unknown> {
	return { __rl: true, mode: 'path', value };
}

export function condition(tag: string, operator: string, value: string): Record<string, unknown> {
	return ['RecordingType', 'StoredTime'].includes(tag)
		? { tag, operator, value }
		: { tag: 'other', otherTag: tag, operator, value };
}
