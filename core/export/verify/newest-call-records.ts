import type { CdrRecord, ManifestLine } from '../ledger/records';

/** Of files of call detail records, what they are now: a run that was taken for one that was cut replaces what others wrote for it. */
export class NewestCallRecords {
	readonly #byTarget = new Map<string, CdrRecord>();

	addAll(lines: readonly ManifestLine[]): void {
		for (const line of lines) if (line.type === 'cdr' && line.segments >= (this.#byTarget.get(line.target)?.segments ?? 0)) this.#byTarget.set(line.target, line);
	}

	newest(): CdrRecord[] {
		return [...this.#byTarget.values()];
	}
}
