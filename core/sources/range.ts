import type { Readable } from 'node:stream';
import { RecordingError } from '../errors/recording-error';

interface AnsweredRange {
	path: string;
	container?: string;
	/** First byte that was asked for. */
	offset: number;
	/** First byte of the answer; absent when it is no range. */
	firstByte?: number;
	body: Readable;
}

/** Holds an answer to the range that was asked for: another one would be put together into a file that never was. */
export function assertRange({ path, container, offset, firstByte, body }: AnsweredRange): void {
	if (firstByte === offset) return;
	body.on('error', () => {}).destroy();
	const where = { operation: 'read', path, container };
	if (firstByte === undefined) throw new RecordingError({ ...where, code: 'RANGE_IGNORED', advice: NO_RESUME });
	throw new RecordingError({
		...where,
		code: 'INVALID_RESPONSE',
		detail: `the service sends the file from byte ${firstByte} on, and was asked for it from byte ${offset} on`,
		advice: 'Look at the proxies between n8n and the service: one of them may keep answers and mix them up.',
	});
}

const NO_RESUME =
	'The connection was cut, and a proxy or server on the way cannot go on where it was. Download again, with fewer files at once.';
