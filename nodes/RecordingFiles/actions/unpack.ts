import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { fitsWildcard } from '../../../core/text/wildcard';
import { archivePasswords, passwordFor } from '../../shared/archive-password';
import { outputFieldOf } from '../../shared/downloads';
import { extensionsIn } from '../../shared/filters';
import { countOf, namesOf, numberOf } from '../../shared/parameters';
import { unpackedItems } from '../../shared/unpacked';
import { fileOf, openFile } from '../binary-input';
import { DEFAULT_MAX_FILES, DEFAULT_MAX_MIB } from '../defaults';
import { assertNoAgent } from '../not-for-agents';

const MIB = 1024 * 1024;

/** Unpacks the archive that an item holds: one item for each file in it. */
export async function unpackArchive(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	assertNoAgent(context, 'unzip');
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const file = fileOf(context, itemIndex);
	const name = file.fileName ?? 'archive';
	const settings = {
		name,
		password: await passwordFor(context, itemIndex, archivePasswords(context)),
		isWanted: wantedBy(filters),
		maxFiles: countOf(options.maxFiles, 'Max Files', { fallback: DEFAULT_MAX_FILES }),
		maxTotalBytes: numberOf(options.maxMib ?? DEFAULT_MAX_MIB, 'Max Size', { min: 0 }) * MIB,
		field: outputFieldOf(context, itemIndex),
		about: { archivePath: name },
	};
	return await unpackedItems(context, itemIndex, await openFile(context, file), settings);
}

/** A pattern with a slash is one for the path, another one for the name alone. */
function wantedBy(filters: IDataObject): (path: string) => boolean {
	const hasExtension = extensionsIn(filters);
	const patterns = namesOf(filters.namePattern, 'Name Pattern');
	return (path) => {
		const name = path.slice(path.lastIndexOf('/') + 1);
		return hasExtension(name) && (patterns.length === 0 || patterns.some((pattern) => fitsWildcard(pattern.includes('/') ? path : name, pattern)));
	};
}
