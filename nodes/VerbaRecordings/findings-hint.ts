import { EXPORT_FINDINGS, MISSING, type ExportFindingCode, type ExportSummary } from '../../core/vendors/verba';

/** What was found out about an export, in a line; undefined for nothing. `isReturned`: the findings come as items, too. */
export function findingsHint({ findings }: ExportSummary, path: string, isReturned: boolean): string | undefined {
	const found = Object.entries(findings) as [ExportFindingCode, number][];
	if (found.length === 0) return undefined;
	// What should be there and is not comes first.
	const ordered = found.sort(([one], [other]) => Number(MISSING.has(other)) - Number(MISSING.has(one)));
	const told = ordered.map(([code, count]) => `${count} × ${EXPORT_FINDINGS[code]} (${code})`);
	return `${path}: ${told.join('; ')}.${isReturned ? '' : ' Option "Findings" returns each of them.'}`;
}
