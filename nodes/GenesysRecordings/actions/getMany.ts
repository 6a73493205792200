import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SourceEntry } from '../../../core/sources/source';
import { insideWindow, toWindow } from '../../../core/time/window';
import { storedAt } from '../../../core/vendors/genesys/recording';
import type { Recording } from '../../../core/vendors/recording';
import { addHint } from '../../shared/hints';
import { connect } from '../connect';
import { containerOf, limitOf } from '../parameters';
import { collect, type Order } from './collect';
import { toItems } from './items';

export async function getMany(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const filters = filtersOf(context, itemIndex);
	const folder = context.getNodeParameter('folder', itemIndex, '', { extractValue: true }) as string;
	const limit = limitOf(context, itemIndex);
	const order = context.getNodeParameter('order', itemIndex, 'listed') as Order;
	const connection = await connect(context, itemIndex);
	try {
		const recordings = await connection.container(containerOf(context, itemIndex));
		const pages = recordings.listPages({
			prefix: folder.replace(/^\/+/, ''),
			signal: context.getExecutionCancelSignal(),
			pageSize: pageSizeFor(limit, order, filters),
		});
		const { retentionDays } = connection.credential;
		const found = await collect(pages, { retentionDays, limit, order, wanted: filters.wanted });
		addHint(context, filters.hint());
		return await toItems(found, itemIndex);
	} finally {
		await connection.close();
	}
}

const MAX_PAGE_SIZE = 5_000;

// A small limit without filters needs a small page only; everything else reads whole pages.
function pageSizeFor(limit: number, order: Order, { isEmpty }: Filters): number {
	return order === 'listed' && isEmpty ? Math.min(limit, MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
}

interface Filters {
	isEmpty: boolean;
	wanted(recording: Recording, entry: SourceEntry): boolean;
	/** What the user should know of the result. */
	hint(): string | undefined;
}

function filtersOf(context: IExecuteFunctions, itemIndex: number): Filters {
	const fields = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const extensions = extensionsOf(String(fields.extensions ?? ''));
	const window = (name: 'started' | 'stored', label: string) =>
		insideWindow(
			toWindow(
				{ label: `${label} After`, value: fields[`${name}After`] },
				{ label: `${label} Before`, value: fields[`${name}Before`] },
				context.getTimezone(),
			),
		);
	const started = window('started', 'Started');
	const stored = window('stored', 'Stored');
	let withoutStart = 0;
	return {
		isEmpty: extensions.length === 0 && !started && !stored,
		wanted(recording, entry) {
			if (extensions.length > 0 && !extensions.some((end) => recording.name.toLowerCase().endsWith(end))) return false;
			if (stored && !stored(storedAt(entry))) return false;
			if (started && recording.startTime === undefined) withoutStart++;
			return !started || started(recording.startTime);
		},
		hint: () =>
			withoutStart === 0
				? undefined
				: `${withoutStart} files were left out because their names tell no start time. Filter by Stored After and Stored Before to include them.`,
	};
}

// Each with its dot, so that "mp3" does not match "xmp3".
function extensionsOf(text: string): string[] {
	return text
		.split(/[\s,;]+/)
		.filter(Boolean)
		.map((extension) => `.${extension.toLowerCase().replace(/^\*?\.?/, '')}`);
}
