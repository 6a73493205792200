import { dayFromText, dayText, type Day } from '../day';
import { IDENTITY_BYTES, type Identity } from '../identity';
import type { JobFolder } from '../job-folder';
import { isObject, isTexts } from '../ledger/line-shape';
import type { Candidate } from '../plan/find-new';

export const CLAIMS_FOLDER = 'archives/';
const MAX_CLAIM_BYTES = 16 * 1024 * 1024;

/** Which files a run means to put (`.claim`), or puts (`.intent`), into which archive. Written once each, never altered. */
export interface ClaimFile {
	version: 1;
	run: string;
	/** Path of the archive below the folder of the target. */
	archive: string;
	/** ISO 8601, by the clock of the machine that wrote it. */
	at: string;
	/** Identities of each day, one after the other, base64. */
	days: Record<string, string>;
}

export type ClaimKind = 'claim' | 'intent';

export function claimPath(base: string, kind: ClaimKind): string {
	return `${CLAIMS_FOLDER}${base}.${kind}`;
}

export function claimFile(about: Pick<ClaimFile, 'run' | 'archive' | 'at'>, files: ReadonlyArray<Pick<Candidate, 'day' | 'identity'>>): ClaimFile {
	const days = new Map<Day, Identity[]>();
	for (const { day, identity } of files) {
		const known = days.get(day);
		if (known) known.push(identity);
		else days.set(day, [identity]);
	}
	const inBase64 = [...days].map(([day, identities]) => [dayText(day), Buffer.from(identities.join(''), 'latin1').toString('base64')]);
	return { version: 1, ...about, days: Object.fromEntries(inBase64) as ClaimFile['days'] };
}

export function* filesOf({ days }: ClaimFile): Generator<{ day: Day; identity: Identity }> {
	for (const [text, inBase64] of Object.entries(days)) {
		const day = dayFromText(text);
		const identities = Buffer.from(inBase64, 'base64').toString('latin1');
		for (let at = 0; at < identities.length; at += IDENTITY_BYTES) yield { day, identity: identities.slice(at, at + IDENTITY_BYTES) };
	}
}

export async function writeClaim(folder: JobFolder, base: string, kind: ClaimKind, claim: ClaimFile): Promise<void> {
	await folder.write(claimPath(base, kind), Buffer.from(JSON.stringify(claim)), 'application/json');
}

/** Undefined where there is none, or what is no claim of ours. */
export async function readClaim(folder: JobFolder, base: string, kind: ClaimKind): Promise<ClaimFile | undefined> {
	const content = await folder.read(claimPath(base, kind), MAX_CLAIM_BYTES);
	try {
		const claim: unknown = JSON.parse(content?.toString() ?? '{}');
		return isClaim(claim) ? claim : undefined;
	} catch {
		return undefined;
	}
}

function isClaim(claim: unknown): claim is ClaimFile {
	if (!isObject(claim) || claim.version !== 1 || !isTexts([claim.run, claim.archive, claim.at]) || !isObject(claim.days)) return false;
	return Object.values(claim.days).every((inBase64) => typeof inBase64 === 'string' && Buffer.from(inBase64, 'base64').length % IDENTITY_BYTES === 0);
}

/** In this order: an intent without a claim would not be found. */
export async function removeClaim(folder: JobFolder, base: string): Promise<void> {
	await folder.removeCache(claimPath(base, 'intent'));
	await folder.removeCache(claimPath(base, 'claim'));
}
