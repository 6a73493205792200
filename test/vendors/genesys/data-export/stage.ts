import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { MemorySource } from '../../../../core/sources/memory/memory-source';
import { Recordings } from '../../../../core/sources/recordings';
import { rawZip, type RawEntry } from '../../../core/archive/raw-zip';

export type Files = Record<string, Buffer | string>;

/** A container with these files. */
export async function containerOf(files: Files) {
	const source = new MemorySource('gim-export');
	for (const [path, content] of Object.entries(files)) await source.write(path, () => Readable.from([Buffer.from(content)]), {});
	return { source, recordings: new Recordings(source) };
}

/** Tables as one archive. */
export function archiveOf(tables: Record<string, string>, more: Partial<RawEntry> = {}): Buffer {
	return rawZip({ entries: Object.entries(tables).map(([name, content]) => ({ name: `${name}.csv`, content, ...more })) });
}

/** An export with its checksum, in the folder of its run. */
export function exportOf(name: string, tables: Record<string, string>): Files {
	const bytes = archiveOf(tables);
	const sha1 = createHash('sha1').update(bytes).digest('hex');
	return { [`${name}/${name}.zip`]: bytes, [`${name}/${name}.zip.sha1`]: `${sha1}  ${name}.zip\n` };
}
