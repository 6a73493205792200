import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Recordings } from '../sources/recordings';
import type { Placed } from './copy/placer';
import type { MetadataRecord } from './ledger/records';
import { metadataFile, metadataMimeType, metadataPath, type MetadataOptions } from './metadata';
import type { SourceFile } from './types';

/** Writes files of metadata beside the recordings. Their bytes follow from the file, so that two runs write the same. */
export class MetadataWriter {
	constructor(
		private readonly target: Recordings,
		private readonly options: MetadataOptions = { format: 'json' },
		private readonly signal?: AbortSignal,
	) {}

	async write({ recording }: SourceFile, name: string, placed: Placed | undefined): Promise<MetadataRecord> {
		const content = metadataFile({ ...recording, ...(placed ? { export: outcomeOf(placed) } : {}) }, this.options);
		const path = metadataPath(name, this.options.format);
		const contentType = metadataMimeType(this.options.format);
		await this.target.write(this.target.folder + path, () => Readable.from([content]), { brief: true, contentType, signal: this.signal });
		return { target: path, sizeBytes: content.length, sha256: hash('sha256', content) };
	}
}

// Without the time: another run at the same time would write another one.
function outcomeOf({ target, written }: Placed): { targetPath: string; writtenBytes: number; sha256: string; verifiedBy: string } {
	return { targetPath: target, writtenBytes: written.sizeBytes, sha256: written.sha256, verifiedBy: written.verifiedBy };
}
