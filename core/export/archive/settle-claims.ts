import { dayFromText, type Day } from '../day';
import { fromHex, type Identity } from '../identity';
import type { JobFolder } from '../job-folder';
import type { Ledger } from '../ledger/ledger';
import type { FileRecord } from '../ledger/records';
import type { Recorder } from '../recorder';
import type { Recordings } from '../../sources/recordings';
import { statIfThere } from '../../transfer/stat-if-there';
import { foundArchive, type FoundArchive } from './adopt-archive';
import type { ArchiveHost } from './archive-host';
import { filesOf, readClaim, removeClaim } from './claim-file';
import type { Claims } from './claims';
import type { ArchiveSettings } from './options';

export interface SettleOptions {
	folder: JobFolder;
	target: Recordings;
	ledger: Ledger;
	recorder: Recorder;
	claims: Claims;
	settings: ArchiveSettings;
	concurrency: number;
	host: ArchiveHost;
	nowMs(): number;
}

/**
 * Brings to an end what runs began that were cut. An archive that is at the target is read back and recorded; of one that is not, the
 * files are done anew. To be called before anything is looked for: what is adopted is not found then. Returns how many were adopted.
 */
export async function settleClaims(options: SettleOptions): Promise<number> {
	let adopted = 0;
	for (const base of await options.claims.dead()) {
		if (options.host.stop.aborted) break;
		if (await settle(base, options)) adopted++;
	}
	return adopted;
}

async function settle(base: string, options: SettleOptions): Promise<boolean> {
	const { folder, target, recorder, host } = options;
	const intent = await readClaim(folder, base, 'intent');
	let isAdopted = false;
	const unknown = intent ? await unknownOf([...filesOf(intent)], options.ledger) : new Set<Identity>();
	if (intent && unknown.size > 0 && (await statIfThere(target, target.folder + intent.archive, host.stop))) {
		const found = await foundArchive(target, intent.archive, { ...options.settings, concurrency: options.concurrency, nowMs: options.nowMs, signal: host.stop });
		await adopt(found, unknown, options);
		isAdopted = found.record.rejected === undefined;
	}
	// What could not be recorded is left for the next run.
	if (recorder.isBroken) return false;
	await removeClaim(folder, base);
	return isAdopted;
}

/** Files that the ledger does not have. */
async function unknownOf(files: ReadonlyArray<{ day: Day; identity: Identity }>, ledger: Ledger): Promise<Set<Identity>> {
	const days = new Set(files.map(({ day }) => day));
	for (const day of days) await ledger.pin(day);
	const unknown = files.filter(({ day, identity }) => !ledger.has(day, identity));
	ledger.release(days);
	return new Set(unknown.map(({ identity }) => identity));
}

async function adopt({ record, files }: FoundArchive, unknown: ReadonlySet<Identity>, { recorder, host }: SettleOptions): Promise<void> {
	if (record.rejected !== undefined) host.note(`the archive "${record.target}" of a run that was cut does not count, and its files are exported anew: ${record.rejected}`);
	await recorder.add({ line: record });
	for (const line of files) {
		if (!unknown.has(fromHex(line.id))) continue;
		const known: FileRecord = { ...line, adopted: true };
		await recorder.add({ line: known, file: { day: dayFromText(line.day), identity: fromHex(line.id) }, whenRecorded: () => host.outcomes.recorded(known) });
	}
	await recorder.flush();
}
