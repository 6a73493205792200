import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_CAPABILITIES } from '../../core/sources/capabilities';
import { REQUIRED_CAPABILITIES } from './required-capabilities';

const architecture = readFileSync(join(__dirname, '../../ARCHITECTURE.md'), 'utf8');
const [, section = ''] = architecture.split(/<!-- \/?capabilities -->/);
const [header, , ...rows] = section.trim().split('\n').map(cellsOf);

function cellsOf(line: string): string[] {
	return line.split('|').slice(1, -1).map((cell) => cell.trim());
}

describe('the table of capabilities in ARCHITECTURE.md', () => {
	test('has a column for each capability', () => {
		expect(header).toEqual(['source', ...Object.keys(NO_CAPABILITIES)]);
	});

	test('has a row for each source', () => {
		expect(rows.map(([source]) => source)).toEqual(Object.keys(REQUIRED_CAPABILITIES));
	});

	test.each(Object.entries(REQUIRED_CAPABILITIES))('says of %s what its tests demand', (source, required) => {
		const row = rows.find(([name]) => name === source) ?? [];
		const stated = Object.fromEntries(header.slice(1).map((capability, index) => [capability, row[index + 1]]));
		const demanded = Object.fromEntries(Object.entries(required).map(([name, can]) => [name, can ? 'yes' : 'no']));
		expect(stated).toEqual(demanded);
	});
});
