import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recordings } from '../../../core/sources/recordings';
import { toFolder } from '../../../core/sources/paths';
import { toWindow } from '../../../core/time/window';
import { findExports } from '../../../core/vendors/verba/exports/find-exports';
import { insideFolder, typedFolder } from '../../shared/folder-search';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { choiceOf, locatorOf, textOf } from '../../shared/parameters';

const KINDS = ['archive', 'both', 'folder'] as const;
const ORDERS = ['listed', 'newest', 'oldest'] as const;

/** Lists the exports of a target, one item for each archive or folder. */
export async function getMany(context: IExecuteFunctions, itemIndex: number, recordings: Recordings): Promise<INodeExecutionData[]> {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const kind = choiceOf(filters.kind ?? 'both', 'Kind', KINDS);
	const prefix = prefixOf(context, itemIndex, recordings);
	const found = await findExports(recordings, {
		prefix,
		kind: kind === 'both' ? undefined : kind,
		// A filter that was added but gives nothing is no filter that was never added.
		nameHas: 'nameHas' in filters ? textOf(filters.nameHas, 'Name Contains').trim() : undefined,
		stored: toWindow(
			{ label: 'Stored After', value: filters.storedAfter },
			{ label: 'Stored Before', value: filters.storedBefore },
			context.getTimezone(),
		),
		order: choiceOf(context.getNodeParameter('order', itemIndex, 'listed'), 'Order', ORDERS),
		limit: limitOf(context, itemIndex),
		signal: context.getExecutionCancelSignal(),
	});
	if (found.length === 0) addHint(context, `No export was found in ${nameOf(recordings.folder + prefix)}, or none that the filters let through.${await lack(recordings)}`);
	return await toItems(found, itemIndex);
}

/** What was chosen out of the list is a name as it is stored; what was typed may lack its slash. */
function prefixOf(context: IExecuteFunctions, itemIndex: number, { folder }: Recordings): string {
	const { mode, value } = locatorOf(context, 'folder', itemIndex);
	const typed = textOf(value ?? '', 'Folder');
	return insideFolder(mode === 'list' ? typed : toFolder(typedFolder(typed)), folder);
}

function nameOf(folder: string): string {
	return folder === '' ? 'the folder of the target' : `"${folder}"`;
}

/** A server of files lists nothing where there is no folder. */
async function lack(recordings: Recordings): Promise<string> {
	return (await recordings.hasRoot()) ? '' : ' The folder that the credential names is not there.';
}
