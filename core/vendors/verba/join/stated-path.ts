import { isMediaExtension, parseVerbaPath } from '../names';
import { folded } from './alike';
import { areOfTwoDays } from './day';

/** What a list calls a media file: a name, or a path on the recorder or in the export. */
export interface StatedPath {
	name: string;
	/** Without the extension of media; all of the name where it has none: `call.1`. */
	stem: string;
	/** With `/` at its end; `''` where the list states none. */
	folder: string;
	isAbsolute: boolean;
}

export function statedPath(stated: string): StatedPath {
	const slashed = stated.replaceAll('\\', '/');
	const path = slashed.replace(/^\.?\/+/, '');
	const { name, stem, extension, folder } = parseVerbaPath(path);
	return { name, stem: isMediaExtension(extension) ? stem : name, folder, isAbsolute: /^(?:[a-z]:|\/)/i.test(slashed) };
}

/**
 * Whether a file in this folder can be the one that a list states with a folder. A path of the recorder begins above the export:
 * then it is the folder within the export that it has to end with.
 */
export function pathFits({ folder, isAbsolute }: StatedPath, own: string, root: string, isFlat: boolean): boolean {
	if (endsWith(own, folder)) return true;
	const inExport = own.slice(root.length);
	if (isAbsolute && inExport !== '') return endsWith(folder, inExport);
	if (!isFlat) return false;
	// The export may be one folder of many days: that of another day is not meant.
	return !areOfTwoDays(folder, own);
}

function endsWith(folder: string, end: string): boolean {
	return folded(`/${folder}`).endsWith(folded(`/${end}`));
}
