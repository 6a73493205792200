import { existsSync, readFileSync } from 'node:fs';
import { layersOf, type Layer } from '../layers';
import type { Hit, Search } from '../search';
import type { Place } from './places';

export interface Finding extends Hit {
	place: string;
	file: string;
	/** What stands before it; never the secret. Of the first findings alone. */
	before: string;
}

export interface Scanned {
	place: string;
	files: number;
	bytes: number;
	findings: Finding[];
}

const CONTEXT_BYTES = 160;
const MOST_CONTEXTS = 500;

export function scan({ name: place, files }: Place, search: Search): Scanned {
	const findings: Finding[] = [];
	let bytes = 0;
	for (const file of files) {
		for (const layer of layersOf(file, contentOf(file))) {
			bytes += layer.bytes.length;
			// A name can hold one, too.
			for (const hit of search.hitsIn(Buffer.from(layer.name))) findings.push({ ...hit, place, file: 'a name', before: '' });
			const labels = labelsIn(layer);
			for (const hit of search.hitsIn(layer.bytes)) {
				const before = findings.length < MOST_CONTEXTS ? contextOf(layer.bytes, hit, search) : '';
				findings.push({ ...hit, place, file: labels(hit.position), before });
			}
		}
	}
	return { place, files: files.length, bytes, findings };
}

/** Empty where it is gone by now: what belonged to a process that was killed is taken away by the next. */
function contentOf(file: string): Buffer {
	return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
}

const MARK = Buffer.from('\n── ');

/** Of what was kept by `seen.js`, what it says of itself, for positions in their order; else the name of the file. */
function labelsIn({ name, bytes }: Layer): (position: number) => string {
	if (!name.includes('/seen/')) return () => name;
	let start = -1;
	let next = bytes.indexOf(MARK);
	return (position) => {
		while (next >= 0 && next <= position) {
			start = next;
			next = bytes.indexOf(MARK, start + 1);
		}
		return start < 0 ? name : bytes.subarray(start + MARK.length, bytes.indexOf('\n', start + 1)).toString();
	};
}

/** Without another secret that stands there. */
function contextOf(bytes: Buffer, { position }: Hit, search: Search): string {
	const before = Buffer.from(bytes.subarray(Math.max(0, position - CONTEXT_BYTES), position));
	for (const other of search.hitsIn(before)) before.fill('*', other.position, other.position + other.bytes.length);
	return before.toString('latin1').replaceAll(/[^\x20-\x7e]+/g, ' ');
}
