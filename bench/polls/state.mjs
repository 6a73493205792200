/** How large the memory of a trigger gets on a busy day: three hours of polls, one a minute, with the core as built. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BUSY_DAY } from './vendors.mjs';

const MINUTE_MS = 60_000;
const POLLS = 180;
const SPACING_MS = 86_400_000 / BUSY_DAY;

/** @returns the largest that n8n saves, in bytes of JSON */
export function largestState(dist, { node, keyOf }) {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { Watcher } = load('./watch/watcher.js');
	const { beginWatch } = load('./watch/watch-state.js');
	const { handingOver } = load('./watch/hand-over.js');
	const { LISTED_BY, LAST_KEY } = load('./watch/marks.js');
	const { DEFAULTS } = load(`../nodes/${node}/defaults.js`);
	const lookBackMs = DEFAULTS.lookBackMinutes * MINUTE_MS;
	const startMs = Date.UTC(2026, 0, 31);
	let watch = beginWatch('0123456789abcdef', { sinceMs: startMs });
	let largest = 0;
	for (let poll = 1; poll <= POLLS; poll++) {
		const nowMs = startMs + poll * MINUTE_MS;
		const watcher = new Watcher(watch, { lookBackMs, minAgeMs: 0, nowMs, keyOf: LISTED_BY[keyOf] ?? (() => LAST_KEY) });
		const files = [];
		for (const file of filesBetween(Math.max(startMs, nowMs - lookBackMs - 2 * MINUTE_MS), nowMs)) {
			if (!watcher.isNew(file)) continue;
			watcher.handedOn(file);
			files.push(file);
		}
		watcher.completed();
		const next = watcher.save();
		const saved = handingOver({ watch }, next, crypto.randomUUID(), crypto.randomUUID(), files);
		largest = Math.max(largest, JSON.stringify({ trigger: saved }).length);
		watch = next;
	}
	return largest;
}

function* filesBetween(fromMs, beforeMs) {
	for (let index = Math.ceil(fromMs / SPACING_MS); index * SPACING_MS < beforeMs; index++) yield { path: `call ${index}`, storedMs: Math.floor(index * SPACING_MS) };
}
