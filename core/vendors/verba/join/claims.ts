import { createHash } from 'node:crypto';
import { WallClock } from '../../../time/wall-clock';
import type { Conversation } from '../conversation';
import { dayIn } from './day';
import { folderOf, type Claim, type Group } from './group';
import type { Work } from './work';

const KEY_LENGTH = 22;

/** The same for rows of one conversation. */
export function keyOfRow(row: Conversation): string {
	if (row.id !== undefined) return `id ${row.id}`;
	if (row.nativeId !== undefined) return `native ${row.nativeId}`;
	// Short, as one is kept for each group of files.
	return createHash('sha256').update(JSON.stringify({ ...row, line: undefined })).digest('base64url').slice(0, KEY_LENGTH);
}

/** Whether files lie in a folder of the day on which a conversation starts, by the clocks of the export. */
export function isOfItsDay(group: Group, { startTime }: Conversation, work: Work): boolean {
	const day = dayIn(folderOf(group));
	if (day === undefined || startTime === undefined) return false;
	const ms = Date.parse(startTime);
	work.clock ??= new WallClock(work.zone);
	return new Date(ms + work.clock.offsetMs(ms)).toISOString().startsWith(day);
}

/** Rows are seen twice: only when all were seen is it known that no other one means the same files. */
export function claimFor(claims: { claim?: Claim }, key: string, isOfDay: boolean): void {
	const claim = (claims.claim ??= { key, isContested: false, isDayContested: false });
	if (claim.key !== key) claim.isContested = true;
	if (!isOfDay) return;
	claim.dayKey ??= key;
	if (claim.dayKey !== key) claim.isDayContested = true;
}

/** Why files are not those of a row, though it names them; undefined where they are. */
export function refusal({ claim }: { claim?: Claim }, key: string): 'AMBIGUOUS' | 'NOT_THERE' | undefined {
	if (!claim?.isContested) return undefined;
	if (claim.dayKey === undefined || claim.isDayContested) return 'AMBIGUOUS';
	return claim.dayKey === key ? undefined : 'NOT_THERE';
}
