import type { IExecuteFunctions } from 'n8n-workflow';
import { asksForMore, cxoneOrigin, eightByEightOrigin, genesysOrigin, needsOf, storageOrigin, TaggedFiles, type Origin } from '../../../core/export/origin';
import { endsWithOne, extensionsOf } from '../../../core/text/matching';
import { connect as connectSea } from '../../CxoneSea/connect';
import { connections as tenants } from '../../EightByEightRecordings/connect';
import { connect as connectGenesys } from '../../GenesysRecordings/connect';
import { containerOf, folderOf } from '../../GenesysRecordings/parameters';
import { insideFolder } from '../../shared/folder-search';
import { TargetConnections } from '../../shared/targets/connections';
import { SOURCE_FIELDS } from '../choices';
import { folderBelow } from '../folder-below';
import { orClosed } from '../or-closed';
import type { Query } from '../settings';

/** Where a job reads, open. Close it when the work is over. */
export interface OpenOrigin {
	origin: Origin;
	close(): Promise<void>;
}

export interface OpenOriginOptions {
	query: Query;
	concurrency: number;
	signal?: AbortSignal;
}

/** Opens the source that an item names. Throws RecordingError. */
export async function openOrigin(context: IExecuteFunctions, itemIndex: number, options: OpenOriginOptions): Promise<OpenOrigin> {
	switch (options.query.source) {
		case 'genesys':
			return await openGenesys(context, itemIndex, options);
		case 'cxone':
			return await openCxone(context, itemIndex, options);
		case 'eightByEight':
			return await openEightByEight(context, itemIndex, options);
		case 'storage':
		case 'verba':
			return await openStorage(context, itemIndex, options);
	}
}

async function openGenesys(context: IExecuteFunctions, itemIndex: number, { query, concurrency }: OpenOriginOptions): Promise<OpenOrigin> {
	const container = containerOf(context, itemIndex);
	const folder = folderOf(context, itemIndex);
	const connection = await connectGenesys(context, itemIndex, concurrency);
	const close = async () => await connection.close();
	return await orClosed(close, async () => {
		const recordings = await connection.container(container);
		const { needs, filters } = query;
		const tagged = needs.tags.size === 0 ? undefined : new TaggedFiles({ index: await connection.tagIndex(), container, needs, filters });
		const { retentionDays } = connection.credential;
		return { origin: genesysOrigin({ recordings, prefix: insideFolder(folder, recordings.folder), retentionDays, tagged }), close };
	});
}

async function openCxone(context: IExecuteFunctions, itemIndex: number, { query, concurrency }: OpenOriginOptions): Promise<OpenOrigin> {
	const { recordings, retentionDays } = await connectSea(context, itemIndex, concurrency);
	const { byDay, deniedMeansEmpty, filters } = query;
	return { origin: cxoneOrigin({ recordings, retentionDays, days: byDay ? filters.started : undefined, deniedMeansEmpty }), close: async () => await recordings.close() };
}

async function openEightByEight(context: IExecuteFunctions, itemIndex: number, { query, concurrency, signal }: OpenOriginOptions): Promise<OpenOrigin> {
	const opened = tenants(context, { concurrency });
	const { recordings, retentionDays, timeZone } = await opened.of(itemIndex);
	const { needs, needsAll, filters, waitForIndexMs } = query;
	const extensions = extensionsOf(filters.extensions ?? '');
	const origin = eightByEightOrigin({
		recordings,
		retentionDays,
		timeZone,
		started: filters.started,
		patienceMs: needsAll || asksForMore(needs, ['Start Time']) ? waitForIndexMs : undefined,
		joinsAll: asksForMore(needsOf(filters), ['Start Time']),
		isCandidate: (path) => endsWithOne(path, extensions),
		signal,
	});
	return { origin, close: async () => await recordings.close() };
}

async function openStorage(context: IExecuteFunctions, itemIndex: number, { query, concurrency }: OpenOriginOptions): Promise<OpenOrigin> {
	const connections = new TargetConnections(context, { concurrency }, SOURCE_FIELDS);
	const close = async () => await connections.close();
	return await orClosed(close, async () => {
		const recordings = await connections.of(itemIndex);
		const folder = query.sourceType === 'folder' ? '' : folderBelow(context.getNodeParameter('sourceFolder', itemIndex, ''), 'Source Folder');
		const { source, needs, needsAll, onlyWithMedia, zone, filters } = query;
		const joins = source === 'verba' && (needsAll || onlyWithMedia || asksForMore(needs, []));
		const kind = source === 'verba' ? 'verba' : 'storage';
		return { origin: storageOrigin({ recordings: recordings.below(folder), kind, joinedIn: joins ? zone : undefined, joinsAll: asksForMore(needsOf(filters), []), onlyWithMedia }), close };
	});
}
