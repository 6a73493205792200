import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { folderSearch } from '../../shared/folder-search';
import { targetForList } from '../../shared/targets/connections';

/** The folders of the target, or of the folder that was typed so far. */
export async function searchFolders(context: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	try {
		const recordings = await targetForList(context);
		try {
			return await folderSearch(recordings, filter);
		} finally {
			await recordings.close();
		}
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
