import { DEFAULT_CONTAINER } from '../../core/vendors/genesys/credential';
import { typedFolder } from '../shared/folder-search';
import { locatorOf, textOf, type ParameterContext } from '../shared/parameters';

/** The container of an item; an item that names none gets the usual one. */
export function containerOf(context: ParameterContext, itemIndex: number): string {
	return toContainer(locatorOf(context, 'container', itemIndex).value);
}

export function toContainer(value: unknown): string {
	return textOf(value ?? '', 'Container').trim() || DEFAULT_CONTAINER;
}

/** The container with the data exports of an item; an item that names none gets the usual one. */
export function exportContainerOf(context: ParameterContext, itemIndex: number): string {
	return textOf(locatorOf(context, 'container', itemIndex).value ?? '', 'Container').trim() || DEFAULT_EXPORT_CONTAINER;
}

/** As the vendor's page "Blob Storage" writes it, in lower case, which is how Azure takes names of containers. */
export const DEFAULT_EXPORT_CONTAINER = 'gim-export';

/** The folder to list. What was chosen out of the list is a name as it is stored: a slash before it belongs to it. */
export function folderOf(context: ParameterContext, itemIndex: number): string {
	const { mode, value } = locatorOf(context, 'folder', itemIndex);
	const folder = textOf(value, 'Folder');
	return mode === 'list' ? folder : typedFolder(folder);
}
