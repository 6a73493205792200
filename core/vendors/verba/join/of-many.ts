import type { ExportFile } from '../export-file';
import { isNamedAfter, type Group, type Told } from './group';
import { idOf } from './ids';

/** Metadata of one conversation, which tell of all media beside them. */
export function tellOfAll({ media }: Group, all: readonly Told[]): boolean {
	return all.length === 0 || (all.length === 1 && (media.length < 2 || media.every((file) => isNamedAfter(file, all[0]))));
}

/** Of media beside metadata of several conversations, those that are named as the metadata of this one are, and of no other one. */
export function ownMedia(group: Group, told: Told, all: readonly Told[]): ExportFile[] {
	const own = group.media.filter((file) => isNamedAfter(file, told));
	return own.some((file) => all.some((other) => other !== told && isNamedAfter(file, other))) ? [] : own;
}

/** Media beside metadata of several conversations, of which nothing tells whose they are. */
export function nobodysMedia(group: Group, all: readonly Told[]): ExportFile[] {
	const owned = new Set(all.flatMap((told) => ownMedia(group, told, all)));
	return group.media.filter((file) => !owned.has(file) && !group.givenPaths?.has(file.path));
}

/** What tells one of them from the others. */
export function keyOfTold({ conversation, names }: Told): string {
	return idOf(conversation) ?? names.join('/');
}

/** A group with some of its media alone. */
export function partOf(group: Group, media: readonly ExportFile[], isTold: boolean): Group {
	return { ...group, media, others: [], ...(!isTold && { xml: [], csv: [] }) };
}
