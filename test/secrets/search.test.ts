import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { newKeyPair } from '../servers/ssh-keys';
import { WAYS } from './echo/ways';
import { layersOf } from './layers';
import { needlesFor } from './register';
import { Search } from './search';
import { formsOf } from '../secrets/seen.js';

const SECRET = 'k+9/"search" <me>&Ω4711=';
const KEY = newKeyPair('ed25519').private;
const search = new Search(needlesFor([{ kind: 'secret', text: SECRET }, { kind: 'key', text: KEY }]).needles);
const noise = () => randomBytes(5_000);
const hits = (bytes: Buffer) => search.hitsIn(Buffer.concat([noise(), bytes, noise()])).length;

describe('a secret is found', () => {
	test.each(Object.entries(WAYS))('written %s', (_, write) => expect(hits(Buffer.from(write(SECRET)))).toBeGreaterThan(0));

	test.each<[string, Buffer]>([
		['in UTF-16', Buffer.from(SECRET, 'utf16le')],
		['in UTF-16, the other way round', Buffer.from(SECRET, 'utf16le').swap16()],
		['a line of a key', Buffer.from(KEY.split('\n')[2])],
		['a key with its line ends written out', Buffer.from(JSON.stringify({ KEY }))],
		['a key on one line', Buffer.from(KEY.replaceAll('\n', ''))],
	])('%s', (_, bytes) => expect(hits(bytes)).toBeGreaterThan(0));

	test.each<[string, (bytes: Buffer) => Buffer]>([
		['gzip', gzipSync],
		['gzip in gzip', (bytes) => gzipSync(gzipSync(bytes))],
		['an entry of a ZIP archive', (bytes) => Buffer.concat([Buffer.from('504b0304140000000800000000000000000000000000000000000100000061', 'hex'), deflateRawSync(bytes)])],
	])('packed in %s', (_, pack) => {
		const packed = Buffer.concat([noise(), pack(Buffer.concat([noise(), Buffer.from(SECRET), noise()]))]);
		expect([...layersOf('file', packed)].flatMap(({ bytes }) => search.hitsIn(bytes)).length).toBeGreaterThan(0);
	});

	test('in a row of a database that is longer than a page', () => {
		const folder = mkdtempSync(join(tmpdir(), 'search-'));
		const file = join(folder, 'database.sqlite');
		const database = new DatabaseSync(file);
		database.exec('CREATE TABLE execution_data (data TEXT)');
		const insert = database.prepare('INSERT INTO execution_data VALUES (?)');
		for (let at = 4_000; at < 4_100; at++) insert.run('x'.repeat(at) + SECRET);
		database.close();
		const found = [...layersOf(file, readFileSync(file))].filter(({ name }) => name.endsWith('execution_data.data')).flatMap(({ bytes }) => search.hitsIn(bytes));
		rmSync(folder, { recursive: true });
		expect(found).toHaveLength(100);
	});

	test.each<[string, unknown]>([
		['the message of an error', new Error(SECRET)],
		['a cause', new Error('x', { cause: new Error('y', { cause: new Error(SECRET) }) })],
		['a field that is not enumerable', Object.defineProperty(new Error('x'), 'hidden', { value: SECRET })],
		['a field with a symbol for a name', Object.assign(new Error('x'), { [Symbol('s')]: SECRET })],
		['what toJSON gives', { toJSON: () => SECRET }],
		['an error among errors', new AggregateError([new Error(SECRET)], 'x')],
		['the stack', Object.assign(new Error('x'), { stack: SECRET })],
	])('in %s', (_, value) => expect(hits(Buffer.from(formsOf(value, 0).join('\n')))).toBeGreaterThan(0));
});

test('nothing is found where nothing is', () => {
	for (let turn = 0; turn < 200; turn++) expect(hits(Buffer.from(randomBytes(1_000).toString('base64')))).toBe(0);
});
