/** saxes alone, as documented: each document read whole, its elements made one object. Nothing is joined, bounded or refused. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { measureClient } from '../frame.mjs';
import { filesIn } from './files.mjs';

const AT_ONCE = 8;

function fieldsOf(xml) {
	const fields = {};
	const parser = new SaxesParser();
	let text = '';
	parser.on('opentag', () => (text = ''));
	parser.on('text', (piece) => (text += piece));
	parser.on('closetag', ({ name }) => (fields[name] = text.trim()));
	parser.write(xml).close();
	return fields;
}

await measureClient(async ({ place }) => {
	const parse = async (folder) => {
		const root = join(place.folder, folder);
		const documents = filesIn(root).filter((path) => path.endsWith('.xml'));
		let count = 0;
		let next = 0;
		const worker = async () => {
			while (next < documents.length) {
				const fields = fieldsOf(await readFile(join(root, documents[next++]), 'utf8'));
				if (Buffer.from(`${JSON.stringify(fields)}\n`).length > 0 && fields.id) count++;
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
		return count;
	};
	// It joins nothing: the same, to compare with.
	return { list: async () => fieldsOf('<a><id>1</id></a>'), parse, join: parse, close: async () => {} };
});
