import { OPERATIONS } from './operations';
import type { Outcome } from './cells';
import { MEDIA } from './places';

/** In Markdown: for each service and operation, how many faults were survived, and how many ended in an error of their item. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
	const header = ['', ...OPERATIONS.map(({ name }) => name), 'all'];
	const rows = MEDIA.map(({ name }) => {
		const of = outcomes.filter(({ cell }) => cell.medium.name === name);
		return [name, ...OPERATIONS.map((operation) => inWords(of.filter(({ cell }) => cell.operation === operation))), inWords(of)];
	});
	const longest = Math.round(Math.max(0, ...outcomes.map(({ tookMs }) => tookMs)) / 1_000);
	const lines = [header, header.map((_, at) => (at === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
	return [...lines, '', `Recovered / ended in the error of its item / wrong, of ${outcomes.length} cells; the longest took ${longest} s.`].join('\n');
}

function inWords(outcomes: readonly Outcome[]): string {
	if (outcomes.length === 0) return '';
	const count = (verdict: Outcome['verdict']) => outcomes.filter((outcome) => outcome.verdict === verdict).length;
	return `${count('recovered')} / ${count('failed')} / ${count('wrong')}`;
}
