import type { IExecuteFunctions } from 'n8n-workflow';
import type { Recordings } from '../../core/sources/recordings';
import { settingError } from '../shared/parameters';
import type { OpenTarget } from './open-target';

/** A job that reads what it writes would never end. Throws INVALID_REQUEST where both are one place, as far as their names tell. */
export function assertApart(context: IExecuteFunctions, itemIndex: number, source: Recordings, { target, type }: OpenTarget): void {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, '');
	if (!['storage', 'verba'].includes(String(read('source'))) || read('sourceType') !== type) return;
	const [from, to] = type === 'folder' ? [withSlash(String(read('sourceFolderPath'))), withSlash(String(read('folderPath')))] : [source.folder, target.folder];
	const isOnePlace = type === 'folder' || (source.container !== undefined && source.container === target.container);
	if (!isOnePlace || !(from.startsWith(to) || to.startsWith(from))) return;
	throw settingError('the folder of the target and that of the source lie one in the other', 'Choose two that lie side by side: else the job would export what it has written.');
}

function withSlash(path: string): string {
	const trimmed = path.trim().replace(/\/+$/, '');
	return `${trimmed}/`;
}
