import type { ErrorCode } from '../../errors/codes';
import { isRecordingError } from '../../errors/recording-error';
import { inParallel } from '../../transfer/in-parallel';
import type { GenesysConnection } from './connection';
import { toRecording } from './recording';
import type { Recording } from '../recording';
import { DEFAULT_CONTAINER } from './credential';

const STATS_AT_ONCE = 8;
const FAILS_FOR_ALL = new Set<ErrorCode>([
	'CANCELLED',
	'CONTAINER_NOT_FOUND',
	'CREDENTIAL_EXPIRED',
	'CREDENTIAL_INVALID',
	'CREDENTIAL_NOT_YET_VALID',
	'CREDENTIAL_REFUSED',
	'PERMISSION_DENIED',
]);

/** A found recording; `detailsError` says why its size, dates and MD5 are missing. */
export type DetailedRecording = Recording & { detailsError?: string };

/**
 * Adds size, dates and MD5 to recordings that the tag index found, where the credential opens their container.
 * One that cannot be described stays as it was found, with the reason; a token that fails, fails for all.
 */
export async function withDetails(
	connection: GenesysConnection,
	found: Recording[],
	signal?: AbortSignal,
): Promise<{ recordings: DetailedRecording[]; hint?: string }> {
	const withoutToken = new Set<string>();
	let failed = 0;
	const recordings = await inParallel(found, STATS_AT_ONCE, async (recording): Promise<DetailedRecording> => {
		const container = recording.container ?? DEFAULT_CONTAINER;
		if (!connection.hasContainer(container)) {
			withoutToken.add(container);
			return recording;
		}
		try {
			const entry = await (await connection.container(container)).stat(recording.path, { signal });
			return toRecording({ ...entry, tags: recording.tags }, connection.credential.retentionDays);
		} catch (error) {
			if (!isRecordingError(error) || FAILS_FOR_ALL.has(error.code)) throw error;
			failed++;
			return { ...recording, detailsError: error.message };
		}
	});
	return { recordings, hint: hintOf(withoutToken, failed) };
}

function hintOf(withoutToken: Set<string>, failed: number): string | undefined {
	const sentences = [
		...[...withoutToken].map(
			(container) => `No details for container "${container}": the credential has no usable token for it.`,
		),
		...(failed > 0 ? [`${failed} recordings could not be described: see detailsError.`] : []),
	];
	return sentences.join(' ') || undefined;
}
