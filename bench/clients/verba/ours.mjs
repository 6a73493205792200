/** The reader of Verba's exports of this package, as built. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { measureClient } from '../frame.mjs';
import { filesIn } from './files.mjs';

const AT_ONCE = 8;

await measureClient(async ({ place, dist }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { inParallel } = load('./transfer/in-parallel.js');
	const { readExport, readMetadataXml, readTable, rowJsonLines } = load('./vendors/verba/index.js');
	return {
		list: async () => {
			for await (const batch of readMetadataXml('<a><id>1</id></a>')) if (batch.length !== 1) throw new Error('not read');
			for await (const rows of readTable('id,From\n1,2\n', place)) if (rows.length !== 1) throw new Error('not read');
		},
		parse: async (folder) => {
			const root = join(place.folder, folder);
			const documents = filesIn(root).filter((path) => path.endsWith('.xml'));
			const counts = await inParallel(documents, AT_ONCE, async (path) => {
				const reader = readMetadataXml(await readFile(join(root, path)));
				for await (const batch of reader) for (const item of batch) if (Buffer.from(`${JSON.stringify(item)}\n`).length === 0) throw new Error('nothing in it');
				return reader.problems.total === 0 ? reader.conversationCount : 0;
			});
			return counts.reduce((sum, count) => sum + count, 0);
		},
		// Media and metadata joined by name; each conversation becomes a line of JSON.
		join: async (folder) => {
			const root = join(place.folder, folder);
			const files = filesIn(root).map((path) => ({ path, open: async () => Readable.from([await readFile(join(root, path))]) }));
			const reader = readExport(files, place);
			let sizeBytes = 0;
			for await (const items of reader) for (const item of items) sizeBytes += Buffer.from(`${JSON.stringify(item)}\n`).length;
			if (reader.findings.length > 0 || sizeBytes === 0) throw new Error(`The export has ${reader.findings.length} findings`);
			return reader.summary.withBothCount;
		},
		convert: async (folder) => {
			const reader = readTable(createReadStream(join(place.folder, `${folder}.csv`)), place);
			let sizeBytes = 0;
			for await (const lines of rowJsonLines(reader)) sizeBytes += lines.length;
			if (reader.problems.total > 0 || sizeBytes === 0) throw new Error(`The CDR has ${reader.problems.total} problems`);
			return reader.rowCount;
		},
		close: async () => {},
	};
});
