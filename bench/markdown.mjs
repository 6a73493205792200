/** The table of the README: a line for each job that somebody else did as well. */
import { reached } from './goals.mjs';
import { LIMITS, numberText } from './report.mjs';

const HEADER = ['job', 'ours, wall', 'ours / peers, wall', 'ours / peers, CPU', 'goal', 'memory above idle', 'longest hold', 'verdict'];

export function markdownTable(summaries) {
	const rows = summaries.filter(({ ratios, isExport }) => ratios?.length > 0 && !isExport).map(row);
	return [HEADER, HEADER.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function row({ id, title, clients: [ours], ratios, verdict }) {
	const goal = reached(id, ratios);
	const misses = verdict.filter(({ passed }) => !passed);
	return [
		title,
		`${numberText(ours.wallS, 2)} s`,
		ofPeers(ratios, 'wall'),
		ofPeers(ratios, 'cpu'),
		goal ? `${goal.figure} ≤ ${goal.atMost} of ${goal.peer}'s` : '',
		marked(`${numberText(ours.aboveIdleMib, 0)} MiB`, ours.worstAboveIdleMib > LIMITS.aboveIdleMib),
		ours.runningHoldMs === undefined ? '' : marked(`${numberText(ours.runningHoldMs, 0)} ms`, ours.worstRunningHoldMs > LIMITS.holdMs),
		misses.length === 0 ? 'holds' : `**misses ${misses.length}**`,
	];
}

function ofPeers(ratios, figure) {
	return ratios.map(({ peer, [figure]: ratio }) => `${peer} ${numberText(ratio, 2)}`).join(', ');
}

function marked(text, isMiss) {
	return isMiss ? `**${text}**` : text;
}
