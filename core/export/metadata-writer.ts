import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Recordings } from '../sources/recordings';
import type { Placed } from './copy/placer';
import type { Exported } from './item';
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

	async write(file: SourceFile, name: string, placed: Placed | undefined): Promise<MetadataRecord> {
		const { content, record } = this.make(file, name, placed);
		const contentType = metadataMimeType(this.options.format);
		await this.target.write(this.target.folder + record.target, () => Readable.from([content]), { brief: true, contentType, signal: this.signal });
		return record;
	}

	/** Without writing it. */
	make({ recording }: SourceFile, name: string, placed: Placed | undefined): { content: Buffer; record: MetadataRecord } {
		const content = metadataFile({ ...recording, ...(placed ? { export: outcomeOf(placed) } : {}) }, this.options);
		return { content, record: { target: this.pathFor(name), sizeBytes: content.length, sha256: hash('sha256', content) } };
	}

	pathFor(name: string): string {
		return metadataPath(name, this.options.format);
	}
}

// Without the time: another run at the same time would write another one.
function outcomeOf({ target, archive, written }: Placed): Exported {
	return { targetPath: target, archive, writtenBytes: written.sizeBytes, sha256: written.sha256, verifiedBy: written.verifiedBy };
}
