import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { parseSeaPath } from '../../../core/vendors/cxone/names';
import { toNodeError } from '../../shared/errors';
import { connectForList } from '../connect';

/** Somebody waits in front of the screen: what lies behind so many files has to be typed. */
const MAX_FILES_SEEN = 20_000;

/** The media types that stand in the names of the files. */
export async function searchMediaTypes(context: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	try {
		const { recordings } = await connectForList(context);
		const found = new Set<string>();
		let seen = 0;
		try {
			for await (const page of recordings.listPages()) {
				for (const { path } of page) found.add(parseSeaPath(path).mediaType ?? '');
				seen += page.length;
				if (seen >= MAX_FILES_SEEN) break;
			}
		} finally {
			await recordings.close();
		}
		const names = [...found].filter((name) => name !== '' && name.toLowerCase().includes(filter.trim().toLowerCase()));
		return { results: names.sort().map((name) => ({ name, value: name })) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
