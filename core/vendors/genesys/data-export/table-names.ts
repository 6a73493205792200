import type { ZipEntry } from '../../../archive';

/** A table of an export, before it is read. */
export interface ExportTable {
	/** As its file is named, without `.csv`: `interaction_fact`. With its folder, where two have the same name. */
	table: string;
	sizeBytes: number;
	compressedBytes: number;
	entry: ZipEntry;
}

const CSV = /\.csv$/i;

/** "Each table is stored in a separate file with a file name in the format <table-name>.csv", says the vendor's page. */
export function tablesOf(entries: readonly ZipEntry[]): ExportTable[] {
	const files = entries.filter(({ name, isFolder }) => !isFolder && CSV.test(name));
	const counts = new Map<string, number>();
	for (const { name } of files) counts.set(tableKey(name), (counts.get(tableKey(name)) ?? 0) + 1);
	return files.map((entry) => {
		const isAlone = counts.get(tableKey(entry.name)) === 1;
		const { sizeBytes, compressedBytes } = entry;
		return { table: (isAlone ? lastOf(entry.name) : entry.name).replace(CSV, ''), sizeBytes, compressedBytes, entry };
	});
}

/** `INTERACTION_FACT`, `interaction_fact.csv` and `interaction_fact` are the same table. */
export function tableKey(name: string): string {
	return lastOf(name.trim()).replace(CSV, '').toLowerCase();
}

function lastOf(name: string): string {
	return name.slice(name.lastIndexOf('/') + 1);
}
