import { RecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import type { Passed } from './counting';

/**
 * Holds what the target says of a file that was just written to what went there; returns what was compared. One that it
 * holds otherwise is taken away again. Throws CORRUPTED.
 */
export async function assertStored(target: Recordings, stored: SourceEntry, sent: Passed): Promise<string> {
	const problem = differenceBetween(stored, sent);
	if (problem === undefined) return meansOf(stored);
	await target.remove(stored.path, target.can('removeIfMatch') ? { ifMatch: stored.etag } : {}).catch(() => {});
	throw new RecordingError({
		code: 'CORRUPTED',
		operation: 'export',
		path: stored.path,
		container: target.container,
		detail: `the target has ${problem}`,
		advice: 'Look at the target, and at the proxies between n8n and it. The next run tries it again.',
	});
}

function differenceBetween({ sizeBytes, contentMd5, checksum }: SourceEntry, sent: Passed): string | undefined {
	if (sizeBytes !== undefined && sizeBytes !== sent.sizeBytes) return `${sizeBytes} bytes of the ${sent.sizeBytes} that were sent`;
	if (contentMd5 !== undefined && contentMd5 !== sent.contentMd5) return 'another MD5 than what was sent';
	if (checksum?.algorithm === 'sha256' && checksum.value !== inBase64(sent.sha256)) return 'another SHA-256 than what was sent';
	return undefined;
}

function meansOf({ sizeBytes, contentMd5, checksum }: SourceEntry): string {
	if (contentMd5 !== undefined) return 'md5';
	if (checksum?.algorithm === 'sha256') return 'sha256';
	return sizeBytes === undefined ? 'none' : 'size';
}

function inBase64(hex: string): string {
	return Buffer.from(hex, 'hex').toString('base64');
}
