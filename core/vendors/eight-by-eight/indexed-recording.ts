import type { IndexCall } from './index/call';
import type { EightByEightRecording } from './recording';

/** What an index says of a call, beside what the recording says itself. */
export type CallDetails = Omit<IndexCall, 'vendor' | 'line' | 'path' | 'fileName' | 'directory'>;

/** A recording with its row of the index; where several rows name it, `call` is the first and `calls` has all. */
export type IndexedRecording = EightByEightRecording & { call?: CallDetails; calls?: CallDetails[] };

/** What the recording says itself is not said twice. */
const SAID_BY_RECORDING = new Set<string>(['vendor', 'line', 'path', 'fileName', 'directory']);

export function withCalls(recording: EightByEightRecording, rows: readonly IndexCall[]): IndexedRecording {
	if (rows.length === 0) return recording;
	const calls = rows.map(detailsOf);
	return { ...recording, call: calls[0], ...(calls.length > 1 && { calls }) };
}

function detailsOf(call: IndexCall): CallDetails {
	return Object.fromEntries(Object.entries(call).filter(([name]) => !SAID_BY_RECORDING.has(name))) as CallDetails;
}
