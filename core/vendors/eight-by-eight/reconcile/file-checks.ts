import { finding, type Finding } from './findings';
import type { TableRow } from './recording-table';

/** A call and its recording are measured by different clocks, and ringing may count or not. */
const TOLERANCE_SECONDS = 5;
const TOLERANCE_SHARE = 0.05;
/** A WAV header with all that is usual in it. The shortest has 44 bytes. */
const LONGEST_PLAIN_HEADER = 100;
/** No codec for speech that is put into WAV files takes less: G.729 has 8 kbit/s. */
const LEAST_BYTES_PER_SECOND = 1_000;

const STOPPED = 'The vendor says that a recording may stop when the last agent leaves a conference or a call is transferred: compare with the call.';

/** What a file shows by itself, and by the length of its call. At most one finding: the first explains the others. */
export function checkFile(recording: TableRow, day: string): Finding | undefined {
	const { path, sizeBytes, wav, callSeconds } = recording;
	const facts = { day, path, sizeBytes, callSeconds, recordingSeconds: wav?.durationSeconds };
	if (sizeBytes === 0) {
		return finding('emptyFile', 'The file is empty. Look again later in case it is still being written; else ask 8x8 for the recording.', facts);
	}
	if (wav?.isWav === false) {
		return finding('notWav', 'The file does not begin like a WAV file. Download it and look at its first bytes; then ask 8x8 for the recording.', facts);
	}
	if (wav ? wav.dataBytes === 0 : (sizeBytes ?? Infinity) <= LONGEST_PLAIN_HEADER) {
		return finding('headerOnly', 'The file has a header and no sound. Look again later in case it is still being written; else ask 8x8 for the recording.', facts);
	}
	if (wav?.isCut) {
		return finding('cutFile', 'The file is shorter than its header says: it was cut, or is still being written. Look again later.', facts);
	}
	return checkLength(recording, facts) ?? checkSize(recording, facts);
}

/** Of files that nothing else tells to be as they should. */
function checkSize({ sizeBytes, wav, callSeconds }: TableRow, facts: Parameters<typeof finding>[2]): Finding | undefined {
	if ((wav?.durationSeconds !== undefined && callSeconds !== undefined) || (sizeBytes ?? Infinity) >= LEAST_BYTES_PER_SECOND) return undefined;
	return finding('tinyFile', `The file has ${sizeBytes} bytes, less than a second of speech. Listen to it; ask 8x8 for the recording if the call was longer.`, facts);
}

function checkLength({ sizeBytes, wav, callSeconds }: TableRow, facts: Parameters<typeof finding>[2]): Finding | undefined {
	if (callSeconds === undefined) return undefined;
	const toleranceSeconds = toleranceSecondsOf(callSeconds);
	const seconds = wav?.durationSeconds;
	if (seconds !== undefined) {
		if (seconds < callSeconds - toleranceSeconds) {
			return finding('tooShort', `The recording has ${inWords(seconds)}, the call had ${inWords(callSeconds)}. ${STOPPED}`, facts);
		}
		if (seconds > callSeconds + toleranceSeconds) {
			return finding('tooLong', `The recording has ${inWords(seconds)}, the call had ${inWords(callSeconds)}. Listen whether it belongs to that call.`, facts);
		}
		return undefined;
	}
	if (sizeBytes !== undefined && sizeBytes < (callSeconds - toleranceSeconds) * LEAST_BYTES_PER_SECOND) {
		return finding('tooShort', `The file has ${sizeBytes} bytes, which cannot hold the ${inWords(callSeconds)} of the call. ${STOPPED}`, facts);
	}
	return undefined;
}

/** How much longer or shorter than its call a recording may be. */
export function toleranceSecondsOf(callSeconds: number): number {
	// Of a short call half must be there: five seconds would forgive everything.
	return Math.max(Math.min(TOLERANCE_SECONDS, callSeconds / 2), callSeconds * TOLERANCE_SHARE);
}

function inWords(seconds: number): string {
	return `${Math.round(seconds)} s`;
}
