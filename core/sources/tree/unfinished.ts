import { randomBytes } from 'node:crypto';

const UNFINISHED = /^\.upload-[0-9a-f]{16}\.(?:part|old)$/;

/** Names beside a key: for what is being written, and for what steps aside while it takes its place. Short, since names have a limit. */
export function unfinishedNames(key: string): { part: string; old: string } {
	const folder = key.slice(0, key.lastIndexOf('/') + 1);
	const stem = `${folder}.upload-${randomBytes(8).toString('hex')}`;
	return { part: `${stem}.part`, old: `${stem}.old` };
}

/** Whether a name is one of ours, of an upload that is under way or was cut; listings leave it out. */
export function isUnfinished(name: string): boolean {
	return UNFINISHED.test(name);
}
