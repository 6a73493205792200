/** The reader of data exports of this package, as built. */
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { measureClient } from '../frame.mjs';

await measureClient(async ({ place, dist }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { bufferAccess, fileAccess } = load('./archive/index.js');
	const { openArchive, readTable, tableJsonLines } = load('./vendors/genesys/data-export/index.js');
	const readerOf = async (folder) => {
		const opened = await openArchive(await fileAccess(await open(join(place.folder, `${folder}.zip`))));
		return { opened, reader: await opened.read(opened.find(place.table)) };
	};
	const checked = async ({ opened, reader }) => {
		await opened.close();
		if (reader.problems.total > 0) throw new Error(`The table has ${reader.problems.total} problems`);
		return reader.rowCount;
	};
	return {
		list: async () => {
			bufferAccess(Buffer.alloc(0));
			for await (const rows of readTable('a,b\n1,2\n')) if (rows.length !== 1) throw new Error('not read');
		},
		parse: async (folder) => {
			const { opened, reader } = await readerOf(folder);
			let fields = 0;
			for await (const rows of reader) for (const row of rows) fields += row.fields.length;
			if (fields !== reader.rowCount * reader.columns.length) throw new Error(`${fields} fields`);
			return await checked({ opened, reader });
		},
		convert: async (folder) => {
			const { opened, reader } = await readerOf(folder);
			let sizeBytes = 0;
			for await (const lines of tableJsonLines(reader)) sizeBytes += lines.length;
			if (sizeBytes === 0) throw new Error('no lines');
			return await checked({ opened, reader });
		},
		close: async () => {},
	};
});
