import type { Report } from './engine';

const HEADER = ['parser', 'inputs', 'a second', 'accepted', 'refused', 'longest', 'heap: peak, kept', 'findings'];
const MOST_CODES = 4;

/** As Markdown. */
export function tableOf(reports: readonly Report[]): string {
	const rows = reports.map((report) => [
		report.name,
		report.inputs.toLocaleString('en'),
		Math.round(report.inputs / Math.max(0.001, report.seconds)).toLocaleString('en'),
		report.accepted.toLocaleString('en'),
		refusals(report),
		`${report.longestMs.toFixed(0)} ms (${report.longestBytes.toLocaleString('en')} B)`,
		`${report.peakHeapMb.toFixed(0)}, ${report.keptHeapMb.toFixed(0)} MB`,
		String(report.findings.length),
	]);
	return [HEADER, HEADER.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function refusals({ refused }: Report): string {
	const codes = Object.entries(refused).sort(([, one], [, other]) => other - one);
	const shown = codes.slice(0, MOST_CODES).map(([code, count]) => `${code} ${count.toLocaleString('en')}`);
	return [...shown, ...(codes.length > MOST_CODES ? [`${codes.length - MOST_CODES} more`] : [])].join(', ') || '–';
}
