/** The CSV reader of this package, as built. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { measureClient } from './measure.mjs';

await measureClient(async ({ dist }) => {
	const { readCsv } = createRequire(join(dist, 'core', 'any.js'))('./csv/read-csv.js');
	const count = async (input) => {
		let fields = 0;
		for await (const { rows, problems } of readCsv(input)) {
			if (problems.length > 0) throw new Error(`${problems[0].code} on line ${problems[0].line}`);
			for (const row of rows) fields += row.fields.length;
		}
		return fields;
	};
	return { list: async () => await count('a,b\n'), parse: async (file) => await count(createReadStream(file)), close: async () => {} };
});
