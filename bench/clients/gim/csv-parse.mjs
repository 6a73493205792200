/** What a program in Node.js takes otherwise: yauzl for the archive, and csv-parse for its table, both as documented. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import yauzl from 'yauzl';
import { measureClient } from '../frame.mjs';

const read = async (input, options, onRow) =>
	await new Promise((resolve, reject) => {
		let rows = 0;
		const parser = parse(options);
		parser.on('readable', () => {
			for (let row = parser.read(); row !== null; row = parser.read()) {
				rows++;
				onRow(row);
			}
		});
		parser.on('error', reject);
		parser.on('end', () => resolve(rows));
		input.on('error', reject).pipe(parser);
	});

await measureClient(async ({ place }) => {
	const tableOf = async (folder) => {
		const zip = await yauzl.openPromise(join(place.folder, `${folder}.zip`), { autoClose: false });
		for await (const entry of zip.eachEntry()) if (entry.fileName === `${place.table}.csv`) return await zip.openReadStreamPromise(entry);
		throw new Error('no such table');
	};
	return {
		list: async () => await read(Readable.from(['a,b\n']), {}, () => {}),
		parse: async (folder) => await read(await tableOf(folder), { from: 2 }, () => {}),
		convert: async (folder) => {
			let sizeBytes = 0;
			const rows = await read(await tableOf(folder), { columns: true }, (row) => (sizeBytes += Buffer.from(`${JSON.stringify(row)}\n`).length));
			return sizeBytes > 0 ? rows : 0;
		},
		close: async () => {},
	};
});
