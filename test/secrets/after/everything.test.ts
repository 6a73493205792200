import { needlesFor, readRegister } from '../register';
import { Search } from '../search';
import { reasonFor } from './allowed';
import { placesOf } from './places';
import { scan, type Finding, type Scanned } from './scan';
import { searchTable } from './table';

const folder = process.env.CALL_RECORDINGS_SECRETS;
if (!folder) throw new Error('CALL_RECORDINGS_SECRETS names no folder: set it to one, absolute, for the suites and for this search');

const found = needlesFor(readRegister(folder));
const search = new Search(found.needles);
const all: Scanned[] = placesOf(folder).map((place) => scan(place, search));

it('suites have used secrets, and left something to search', () => {
	expect(found.secrets).toBeGreaterThan(100);
	for (const name of ['errors', 'nodes', 'targets', 'printed, and results']) expect(all.find(({ place }) => place === name)?.bytes ?? 0).toBeGreaterThan(0);
});

it.each(all)('$place: no secret of any suite is there', ({ findings }) => {
	const groups = new Map<string, { finding: Finding; count: number }>();
	for (const finding of findings.filter((one) => reasonFor(one) === undefined)) {
		const key = [finding.kind, finding.form, finding.file].join('|');
		groups.set(key, { finding, count: (groups.get(key)?.count ?? 0) + 1 });
	}
	const told = [...groups.values()].map(({ finding: { kind, form, file, before }, count }) => `${kind}, ${form}, in "${file}", ${count} times, after …${before}`);
	expect(told.slice(0, 50)).toEqual([]);
});

afterAll(() => {
	process.stdout.write(`\n${searchTable(all, found)}\n`);
});
