import type { INodeListSearchResult } from 'n8n-workflow';
import type { Recordings } from '../../core/sources/recordings';

const MAX_FOLDERS = 200;
/** Somebody waits in front of the screen: a place with more folders at one level has to be typed into. */
const MAX_FOLDERS_SEEN = 20_000;

/**
 * The folders at the top, or under the folder typed so far ("a/b" looks for "b" in "a/"). What is typed may stand anywhere
 * in the name, in upper or lower case.
 */
export async function folderSearch(recordings: Recordings, filter: string): Promise<INodeListSearchResult> {
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
}

export function typedFolder(typed: string): string {
	return typed.trim().replace(/^\/+/, '');
}

/** What remains of a path inside a folder. One that does not begin with the folder is taken as relative to it. */
export function insideFolder(path: string, folder: string): string {
	if (`${path}/` === folder) return '';
	return path.startsWith(folder) ? path.slice(folder.length) : path;
}
