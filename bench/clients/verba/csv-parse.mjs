/** csv-parse with `columns: true`: texts by the header as it stands, no dates, no numbers. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { measureClient } from '../frame.mjs';

const convert = async (input) =>
	await new Promise((resolve, reject) => {
		let rows = 0;
		const parser = parse({ columns: true });
		parser.on('readable', () => {
			for (let row = parser.read(); row !== null; row = parser.read()) if (Buffer.from(`${JSON.stringify(row)}\n`).length > 0) rows++;
		});
		parser.on('error', reject);
		parser.on('end', () => resolve(rows));
		input.on('error', reject).pipe(parser);
	});

await measureClient(async ({ place }) => ({
	list: async () => await convert(Readable.from(['a,b\n'])),
	convert: async (folder) => await convert(createReadStream(join(place.folder, `${folder}.csv`))),
	close: async () => {},
}));
