import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { folderSearch } from '../../shared/folder-search';
import { connectForList } from '../connect';
import { toContainer } from '../parameters';

/** The containers that the credential opens. */
export async function searchContainers(
	context: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const connection = await connectForList(context);
	const names = connection.containerNames().filter((name) => name.includes(filter.toLowerCase()));
	return { results: names.map((name) => ({ name, value: name })) };
}

/** The folders of the chosen container, or of the folder that was typed so far. */
export async function searchFolders(context: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const connection = await connectForList(context);
	try {
		const locator = context.getCurrentNodeParameter('container', { extractValue: true });
		return await folderSearch(await connection.container(toContainer(locator)), filter);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	} finally {
		await connection.close();
	}
}
