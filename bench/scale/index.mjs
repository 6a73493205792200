/**
 * What a night of an export job costs, by how many recordings the vendor keeps: worked out of what small nights cost, and
 * held against a night of 100,000 that was measured. A night lists what 30 days have left, and exports the thirtieth part
 * of it, which is new: from S3 to S3, near and 40 ms away.
 */
import { counted, runOurs } from '../export/index.mjs';
import { FOLDERS, IS_SMOKE } from '../jobs.mjs';
import { check, median, printTable } from '../report.mjs';

const SERVICE = 's3';
const SMALL = 'night1k';
const MEDIUM = 'night20k';
const LARGE = 'night100k';
const NEW_SHARE = 1 / 30;
const ROUNDS = 3;
const WANTED = [1_000, 100_000, 3_000_000];
/** How far a night that was measured may be from what was worked out for it. */
const MOST_OFF = 1.25;

const COSTS = {
	cpuS: { title: 'CPU, s', of: ({ cpuMs }) => cpuMs / 1_000, digits: 1 },
	requests: { title: 'requests', of: ({ sourceRequests, targetRequests }) => sourceRequests + targetRequests, digits: 0 },
	megabytes: { title: 'MB on the wire', of: ({ sourceBytes, targetBytes }) => (sourceBytes + targetBytes) / 1e6, digits: 0 },
	nearS: { title: 'near, s', of: ({ wallMs }) => wallMs / 1_000, digits: 1 },
	farS: { title: '40 ms away, s', of: ({ farMs }) => farMs / 1_000, digits: 1 },
};

/** @param bench what `openBench` made */
export async function measureScale(bench) {
	const source = await bench.serverOf(SERVICE);
	const target = await bench.serverOf('s3-target');
	const night = async (folder, newFiles) => await measureNight({ folder, newFiles, source, target, bench });
	const nothing = [await night(SMALL, 0), await night(MEDIUM, 0)];
	const busy = await night(SMALL, FOLDERS[SMALL].count);
	const newFiles = Math.round(FOLDERS[LARGE].count * NEW_SHARE);
	const large = await night(LARGE, newFiles);
	const units = Object.fromEntries(Object.keys(COSTS).map((cost) => [cost, unitsOf(nothing.map((one) => one[cost]), busy[cost])]));
	const expected = (cost, files) => units[cost].night + units[cost].known * files + units[cost].new * files * NEW_SHARE;
	const rows = WANTED.map((files) => ({ files, ...Object.fromEntries(Object.keys(COSTS).map((cost) => [cost, expected(cost, files)])) }));
	const verdict = IS_SMOKE ? [] : Object.keys(COSTS).map((cost) => check(`a night of ${FOLDERS[LARGE].count.toLocaleString('en')} as measured, in multiples of what was worked out: ${COSTS[cost].title}`, large[cost] / expected(cost, FOLDERS[LARGE].count), MOST_OFF));
	return { id: 'scale', title: 'A night of an export job, S3 to S3, a thirtieth of the recordings new', clients: [], units, rows, large: { files: FOLDERS[LARGE].count, ...large }, verdict };
}

/** What a night costs in itself, and for each recording that is known or new. */
function unitsOf([small, medium], busy) {
	const [few, many] = [FOLDERS[SMALL].count, FOLDERS[MEDIUM].count];
	const known = Math.max(0, (medium - small) / (many - few));
	return { night: Math.max(0, small - known * few), known, new: Math.max(0, (busy - small) / few) };
}

async function measureNight({ folder, newFiles, source, target, bench }) {
	await source.prepare(folder);
	const runs = [];
	for (let round = 0; round < (IS_SMOKE ? 1 : ROUNDS); round++) {
		const near = await once({ folder, newFiles, source, target, bench, root: `near-${folder}-${newFiles}-${round}/`, isFar: false });
		const far = await once({ folder, newFiles, source, target, bench, root: `far-${folder}-${newFiles}-${round}/`, isFar: true });
		runs.push({ ...near, farMs: far.wallMs });
	}
	const middle = (of) => median(runs.map(of));
	return { ...Object.fromEntries(Object.entries(COSTS).map(([cost, { of }]) => [cost, middle(of)])), aboveIdleMib: middle(({ peakKib, idleKib }) => (peakKib - idleKib) / 1024), holdMs: middle(({ runningHoldMs }) => runningHoldMs) };
}

async function once({ folder, newFiles, source, target, bench, root, isFar }) {
	const placed = (place) => (isFar ? { ...place, ...place.far } : place);
	const place = { ...target.place, type: 's3', root };
	const settings = { service: SERVICE, dist: bench.settings.dist, folder };
	const { count } = FOLDERS[folder];
	await runOurs({ ...settings, place: source.place, to: place, kind: 'record', known: count - newFiles }, bench.settings);
	const cost = await counted([source, target], async () => await runOurs({ ...settings, place: placed(source.place), to: placed(place), kind: 'export' }, bench.settings));
	const { exported, known } = cost.result;
	if (exported !== newFiles || known !== count - newFiles) throw new Error(`A night of ${count} with ${newFiles} new came to ${JSON.stringify(cost.result)}`);
	await target.prepare(root);
	return cost;
}

export function printScale({ title, units, rows, large, verdict }) {
	console.log(`\n${title}`);
	const names = Object.keys(COSTS);
	const small = (value) => (value === 0 ? '0' : value < 0.01 ? value.toExponential(1) : value.toFixed(3));
	printTable([['it costs', ...names.map((name) => COSTS[name].title)], ...['night', 'known', 'new'].map((what) => [{ night: 'a night in itself', known: 'a recording that is known', new: 'a new one, beside that' }[what], ...names.map((name) => small(units[name][what]))])]);
	const text = (name, value) => value.toLocaleString('en', { maximumFractionDigits: COSTS[name].digits, minimumFractionDigits: COSTS[name].digits });
	const row = (label, of) => [label, ...names.map((name) => text(name, of[name]))];
	console.log('');
	printTable([['recordings', ...names.map((name) => COSTS[name].title)], ...rows.map((of) => row(`${of.files.toLocaleString('en')}, worked out`, of)), row(`${large.files.toLocaleString('en')}, measured`, large)]);
	console.log(`  measured: ${large.aboveIdleMib.toFixed(0)} MiB above idle, longest hold ${large.holdMs.toFixed(0)} ms`);
	for (const { what, value, limit, passed } of verdict) console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(2)}, at most ${limit}`);
}
