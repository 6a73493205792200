import type { needlesFor } from '../register';
import { reasonFor } from './allowed';
import type { Scanned } from './scan';

/** What was searched for what, as a table in Markdown. */
export function searchTable(all: readonly Scanned[], { needles, secrets, tooShort }: ReturnType<typeof needlesFor>): string {
	const rows = all.map(({ place, files, bytes, findings }) => {
		const allowed = findings.filter((finding) => reasonFor(finding) !== undefined).length;
		return `| ${place} | ${files} | ${(bytes / 1e6).toFixed(1)} | ${findings.length - allowed} | ${allowed} |`;
	});
	return [
		`${secrets} secrets in ${needles.length} forms; ${tooShort.length} shorter than eight characters, or of fewer than four different ones, were not searched for.`,
		'',
		'| place | files | MB, unpacked | hits | allowed |',
		'|---|---|---|---|---|',
		...rows,
	].join('\n');
}
