import { readFileSync } from 'node:fs';
import { storedFile } from '../../../demo/lib/execution.js';
import type { LocalN8n } from '../../../demo/n8n/n8n.js';
import { sampleRecordings, type SampleRecording } from '../../../demo/vendors/genesys/recordings.js';
import { ENVIRONMENT_FILE, FOLDER_NAME, IS_QUEUE, TIME_ZONE } from './names';
import { RunningN8n, type Session } from './running-n8n';

interface Environment {
	now: Date;
	azurite: { url: string; account: string; key: string };
	s3: { url: string; bucket: string; folder: string };
	ftps: { port: number; certificate: string };
	session: Session;
}

function readEnvironment(): Environment {
	const { now, ...places } = JSON.parse(readFileSync(ENVIRONMENT_FILE, 'utf8')) as { now: string } & Environment;
	return { ...places, now: new Date(now) };
}

const environment = readEnvironment();
export const { now, azurite, s3, ftps } = environment;

/** One server for all the files: each start of n8n takes seconds. */
export const n8n = RunningN8n.at(FOLDER_NAME, environment.session);

/** What lies in the container, by name: Azure lists in this order. */
export const truth: SampleRecording[] = sampleRecordings({ now, timeZone: TIME_ZONE }).sort((a, b) =>
	Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
);

export interface Item {
	json: Record<string, unknown> & { path?: string; error?: string; tags?: Record<string, string> };
	binary?: Record<string, { id: string; bytes: number; mimeType: string; fileName: string }>;
	pairedItem?: { item: number };
}

export interface Run {
	/** The items of a node's output. */
	output(node: string, index?: number): Item[];
	/** What n8n shows as the error of the execution. */
	error?: { message: string; description?: string };
	/** All that n8n printed and, as a server, answered. */
	printed: string;
}

interface RawExecution {
	id?: string;
	data: {
		resultData: {
			error?: { message: string; description?: string };
			runData: Record<string, Array<{ data?: { main: Array<Item[] | null> } }>>;
		};
	};
}

/** @param by the command line, or an n8n with other settings, over the same folder */
export async function execute(workflowId: string, by: Pick<LocalN8n, 'execute'> = n8n): Promise<Run> {
	const { execution, stdout, stderr } = await by.execute(workflowId);
	const { runData, error } = (execution as RawExecution).data.resultData;
	if (IS_QUEUE) await fetchBinaries(runData);
	return {
		output: (node, index = 0) => runData[node]?.[0].data?.main[index] ?? [],
		error,
		printed: stdout + stderr,
	};
}

/** Of executions on workers, whose files lie in the database, by their IDs. */
const fetched = new Map<string, Buffer>();

async function fetchBinaries(runData: RawExecution['data']['resultData']['runData']): Promise<void> {
	const items = Object.values(runData).flatMap((runs) => runs.flatMap(({ data }) => data?.main ?? [])).flatMap((output) => output ?? []);
	const ids = new Set(items.flatMap(({ binary = {} }) => Object.values(binary).map(({ id }) => id)));
	for (const id of ids) fetched.set(id, await n8n.binary(id));
}

/** The bytes that n8n stored for an item. */
export function storedBytes(item: Item, field = 'data'): Buffer {
	const { id = '' } = item.binary?.[field] ?? {};
	return fetched.get(id) ?? readFileSync(storedFile(id, n8n.folder));
}
