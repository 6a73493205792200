import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { connectForList } from '../connect';
import { insideFolder, toContainer, typedFolder } from '../parameters';

const MAX_FOLDERS = 200;
/** Somebody waits in front of the screen: a container with more folders at one level has to be typed into. */
const MAX_FOLDERS_SEEN = 20_000;

/** The containers that the credential opens. */
export async function searchContainers(
	context: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const connection = await connectForList(context);
	const names = connection.containerNames().filter((name) => name.includes(filter.toLowerCase()));
	return { results: names.map((name) => ({ name, value: name })) };
}

/**
 * The folders at the top of the chosen container, or under the folder typed so far ("a/b" looks for "b" in "a/").
 * What is typed may stand anywhere in the name, in upper or lower case.
 */
export async function searchFolders(context: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const connection = await connectForList(context);
	try {
		const locator = context.getCurrentNodeParameter('container', { extractValue: true });
		const recordings = await connection.container(toContainer(locator));
		const typed = insideFolder(typedFolder(filter), recordings.folder);
		const prefix = typed.slice(0, typed.lastIndexOf('/') + 1);
		const text = typed.slice(prefix.length).toLowerCase();
		// Folders come with their full paths, the folder of the credential included.
		const nameStart = recordings.folder.length + prefix.length;
		const folders: string[] = [];
		let seen = 0;
		for await (const folder of recordings.listFolders({ prefix })) {
			if (folder.slice(nameStart).toLowerCase().includes(text)) folders.push(folder);
			if (folders.length === MAX_FOLDERS || ++seen === MAX_FOLDERS_SEEN) break;
		}
		return { results: folders.map((folder) => ({ name: folder, value: folder })) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	} finally {
		await connection.close();
	}
}
