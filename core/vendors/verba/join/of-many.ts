import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import type { Group, Told } from './file-index';

/** Of media beside metadata of several conversations, those that are named as the metadata of this one are, and of no other one. */
export function ownMedia(group: Group, told: Told, all: readonly Told[]): ExportFile[] {
	const own = group.media.filter((file) => isNamedAfter(file, told));
	return own.some((file) => all.some((other) => other !== told && isNamedAfter(file, other))) ? [] : own;
}

/** Media beside metadata of several conversations, of which nothing tells whose they are. */
export function nobodysMedia(group: Group, all: readonly Told[]): ExportFile[] {
	const owned = new Set(all.flatMap((told) => ownMedia(group, told, all)));
	return group.media.filter((file) => !owned.has(file));
}

/** `a.wav.xml` tells of `a.wav`, and `a.xml` of both `a.wav` and `a.mp4`. */
function isNamedAfter({ path }: ExportFile, { names }: Told): boolean {
	const { name, stem } = parseVerbaPath(path);
	return [name, stem].some((one) => names.includes(one.toLowerCase()));
}
