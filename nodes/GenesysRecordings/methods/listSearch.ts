import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { DEFAULT_CONTAINER } from '../../../core/vendors/genesys/credential';
import { connect } from '../connect';
import { toNodeError } from '../../shared/errors';

const MAX_FOLDERS = 200;

/** The containers that the credential opens. */
export async function searchContainers(
	context: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const connection = await connect(context);
	const names = connection.containerNames().filter((name) => name.includes(filter.toLowerCase()));
	return { results: names.map((name) => ({ name, value: name })) };
}

/** The folders at the top of the chosen container, and under the text typed so far. */
export async function searchFolders(context: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const connection = await connect(context);
	try {
		const locator = context.getCurrentNodeParameter('container', { extractValue: true });
		const recordings = await connection.container(typeof locator === 'string' && locator ? locator : DEFAULT_CONTAINER);
		const folders: string[] = [];
		for await (const folder of recordings.listFolders({ prefix: filter })) {
			folders.push(folder);
			if (folders.length === MAX_FOLDERS) break;
		}
		return { results: folders.map((folder) => ({ name: folder, value: folder })) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	} finally {
		await connection.close();
	}
}
