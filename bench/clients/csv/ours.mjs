/** The CSV reader and the reader of indexes of this package, as built. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { measureClient } from '../frame.mjs';

await measureClient(async ({ place, dist }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { readCsv } = load('./csv/read-csv.js');
	const { readIndex } = load('./vendors/eight-by-eight/index/read-index.js');
	const { indexJsonLines } = load('./vendors/eight-by-eight/index/output.js');
	const open = (folder) => createReadStream(join(place.folder, `${folder}.csv`));
	const count = async (input) => {
		let fields = 0;
		for await (const { rows, problems } of readCsv(input)) {
			if (problems.length > 0) throw new Error(`${problems[0].code} on line ${problems[0].line}`);
			for (const row of rows) fields += row.fields.length;
		}
		return fields;
	};
	return {
		list: async () => await count('a,b\n'),
		parse: async (folder) => await count(open(folder)),
		convert: async (folder) => {
			const reader = readIndex(open(folder), { zone: place.zone });
			let sizeBytes = 0;
			for await (const lines of indexJsonLines(reader)) sizeBytes += lines.length;
			if (reader.problems.total > 0 || sizeBytes === 0) throw new Error(`The index has ${reader.problems.total} problems`);
			return reader.callCount;
		},
		close: async () => {},
	};
});
