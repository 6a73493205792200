import type { Fact } from '../facts';
import type { ExportedItem, ExportItem } from '../item';
import type { FileRecord } from '../ledger/records';
import { factsOf, USUAL_COLUMNS } from './columns';
import type { CdrOptions } from './formats';

/** A cell of a spreadsheet has more; but a thousand such values have to fit into a segment of the manifest. */
const MAX_CHARACTERS = 2_000;

/** An exported recording, as far as its record in the manifest tells it. */
export function recordedItem({ source, name, vendorHash, target, archive, sizeBytes, sha256, verifiedBy, exportedAt, adopted, facts }: FileRecord): ExportedItem {
	const exception = adopted ? 'was at the target already, the same' : undefined;
	const contentMd5 = vendorHash?.algorithm === 'md5' ? vendorHash.value : undefined;
	return { ...source, name, contentMd5, export: { targetPath: target, archive, writtenBytes: sizeBytes, sha256, verifiedBy, exportedAt, exception, facts } };
}

/** What manifests keep of a recording: what the usual columns show, and those that were chosen. Throws INVALID_REQUEST for one that is none. */
export function factsToKeep({ columns = [] }: CdrOptions = {}): Fact[] {
	const facts = new Map(factsOf([...USUAL_COLUMNS, ...columns]).map((fact) => [fact.name, fact]));
	return [...facts.values()].filter(({ isOfExport }) => !isOfExport);
}

/** Of these facts, those that are not in the record without them. */
export function keptFacts(recording: ExportItem, record: FileRecord, facts: readonly Fact[]): Pick<FileRecord, 'facts'> {
	const item = recordedItem(record);
	const kept = facts.flatMap((fact) => {
		const values = fact.valuesOf(recording).map(shortened);
		const isTold = values.length === 0 || values.join('\n') === fact.valuesOf(item).join('\n');
		return isTold ? [] : [[fact.name, values.length === 1 ? values[0] : values] as const];
	});
	return kept.length === 0 ? {} : { facts: Object.fromEntries(kept) };
}

function shortened(value: string): string {
	return value.length <= MAX_CHARACTERS ? value : `${value.slice(0, MAX_CHARACTERS)}…`;
}
