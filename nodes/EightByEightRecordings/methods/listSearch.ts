import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { connectForList } from '../connect';

/** The folders on the server, the newest day first. */
export async function searchUtcFolders(context: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	try {
		const { recordings } = await connectForList(context);
		const names: string[] = [];
		try {
			for await (const folder of recordings.listFolders()) names.push(folder.replace(/\/$/, ''));
		} finally {
			await recordings.close();
		}
		const wanted = names.filter((name) => name.toLowerCase().includes(filter.trim().toLowerCase()));
		return { results: wanted.sort().reverse().map((name) => ({ name, value: name })) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
