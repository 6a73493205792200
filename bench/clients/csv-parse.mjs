/** csv-parse as its page "Stream API" shows it: rows are taken out of the stream as they become readable. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { measureClient } from './measure.mjs';

const count = async (input) =>
	await new Promise((resolve, reject) => {
		let fields = 0;
		const parser = parse();
		parser.on('readable', () => {
			for (let row = parser.read(); row !== null; row = parser.read()) fields += row.length;
		});
		parser.on('error', reject);
		parser.on('end', () => resolve(fields));
		input.on('error', reject).pipe(parser);
	});

await measureClient(async () => ({
	list: async () => await count(Readable.from(['a,b\n'])),
	parse: async (file) => await count(createReadStream(file)),
	close: async () => {},
}));
