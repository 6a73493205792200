import { audioOf, md5Of, type SampleRecording } from '../../../demo/vendors/genesys/recordings.js';

const DAY_MS = 86_400_000;

/** The item that a recording should become, worked out from the generator alone. */
export function expectedItem(recording: SampleRecording): Record<string, unknown> {
	const name = recording.name.slice(recording.name.lastIndexOf('/') + 1);
	return {
		vendor: 'genesys',
		container: 'recordings',
		path: recording.name,
		name,
		extension: 'mp3',
		...(recording.callId ? expectedNameParts(recording, name) : {}),
	};
}

function expectedNameParts({ callId, startTime, tenant }: SampleRecording, name: string): Record<string, unknown> {
	return { callId, startTime, tenant, encrypted: false, segmentId: name.slice(53, 79) };
}

/** What a listing and With Details add. */
export function expectedDetails(recording: SampleRecording): Record<string, unknown> {
	return {
		sizeBytes: audioOf(recording).length,
		contentMd5: md5Of(recording),
		lastModified: recording.storedAt,
		etag: expect.stringMatching(/./),
	};
}

/** What the tag index adds. */
export function expectedTags({ tags, storedTime }: SampleRecording): Record<string, unknown> {
	return storedTime ? { tags, expiresAt: inThirtyDays(storedTime) } : {};
}

export function inThirtyDays(time: string): string {
	return `${new Date(Date.parse(time) + 30 * DAY_MS).toISOString().slice(0, 19)}Z`;
}
