import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SourceEntry } from '../../../core/sources/source';
import { recordedIn } from '../../../core/vendors/eight-by-eight/days';
import type { IndexCall } from '../../../core/vendors/eight-by-eight/index/call';
import { callFilter, type CallFilter } from '../../../core/vendors/eight-by-eight/index/filters';
import { IndexedCalls } from '../../../core/vendors/eight-by-eight/indexed-calls';
import { withCalls, type IndexedRecording } from '../../../core/vendors/eight-by-eight/indexed-recording';
import { parseIndexPath } from '../../../core/vendors/eight-by-eight/names';
import { RootFolders } from '../../../core/vendors/eight-by-eight/root-folders';
import { toEightByEightRecording } from '../../../core/vendors/eight-by-eight/recording';
import { collect, ORDERS } from '../../shared/collect';
import { extensionsIn } from '../../shared/filters';
import { addHint } from '../../shared/hints';
import { toItems } from '../../shared/items';
import { limitOf } from '../../shared/limit';
import { choiceOf, flagOf } from '../../shared/parameters';
import { callFiltersOf } from '../../shared/parse/call-filters';
import { zoneHintOf, type Tenant } from '../connect';
import { recordingPeriodOf, type Period } from '../period';

/** Lists recordings of a day, a window or a folder; with what the index says of each, where that is wanted. */
export async function getRecordings(context: IExecuteFunctions, itemIndex: number, tenant: Tenant): Promise<INodeExecutionData[]> {
	const limit = limitOf(context, itemIndex);
	const order = choiceOf(context.getNodeParameter('order', itemIndex, 'listed'), 'Order', ORDERS);
	const fields = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const hasExtension = extensionsIn(fields);
	const withIndexData = flagOf(context.getNodeParameter('withIndexData', itemIndex, false), 'With Index Data');
	const isCallWanted = withIndexData ? callFilter(callFiltersOf(fields)) : undefined;
	const period = recordingPeriodOf(context, itemIndex, tenant);
	const lister = new Lister(tenant, period, withIndexData, context.getExecutionCancelSignal());
	const found = await collect(lister.pages(), {
		toRecording: (entry) => lister.toRecording(entry),
		limit,
		order,
		wanted: (recording) => hasExtension(recording.name) && lister.isWanted(recording, isCallWanted),
	});
	for (const hint of lister.hints()) addHint(context, hint);
	if (withIndexData || period.isLocal) addHint(context, zoneHintOf(tenant));
	return await toItems(found, itemIndex);
}

class Lister {
	readonly #calls?: IndexedCalls;
	readonly #isInPeriod: (recording: IndexedRecording) => boolean;
	readonly #root: RootFolders;
	#callsOf: (path: string) => readonly IndexCall[] = () => [];
	#withoutTime = 0;
	#emptyFolder: string | undefined;

	constructor(
		private readonly tenant: Tenant,
		private readonly period: Period,
		withIndexData: boolean,
		private readonly signal: AbortSignal | undefined,
	) {
		this.#root = new RootFolders(tenant.recordings, signal);
		if (withIndexData) this.#calls = new IndexedCalls(tenant.recordings, this.#root, tenant.timeZone, signal);
		this.#isInPeriod = period.interval ? recordedIn(period.interval) : () => true;
	}

	async *pages(): AsyncGenerator<SourceEntry[]> {
		this.#emptyFolder = this.period.utcFolder;
		for (const prefix of await this.#prefixes()) {
			for await (const page of this.tenant.recordings.listPages({ prefix, signal: this.signal })) {
				this.#emptyFolder = undefined;
				const files = page.filter(({ path }) => parseIndexPath(path) === undefined);
				const isMeant = (entry: SourceEntry) => this.#isInPeriod(toEightByEightRecording(entry, this.tenant.retentionDays));
				if (this.#calls) this.#callsOf = await this.#calls.of(files.filter(isMeant));
				yield files;
			}
		}
	}

	toRecording(entry: SourceEntry): IndexedRecording {
		return withCalls(toEightByEightRecording(entry, this.tenant.retentionDays), this.#callsOf(entry.path));
	}

	isWanted(recording: IndexedRecording, isCallWanted: CallFilter | undefined): boolean {
		if (this.period.interval && recording.startTime === undefined) {
			this.#withoutTime++;
			return false;
		}
		if (!this.#isInPeriod(recording)) return false;
		return !isCallWanted || this.#callsOf(recording.path).some(isCallWanted);
	}

	async #prefixes(): Promise<string[]> {
		const { folders, utcFolder } = this.period;
		if (utcFolder?.includes('/')) return [`${utcFolder}/`];
		return folders ? (await this.#root.existing(folders)).map((folder) => `${folder}/`) : [''];
	}

	*hints(): Generator<string> {
		if (this.#emptyFolder !== undefined) yield `There is no folder "${this.#emptyFolder}" on the server, or it is empty: nothing was recorded on that day in UTC, or 8x8 has deleted it.`;
		if (this.#withoutTime > 0) yield `${this.#withoutTime} files were left out because their names tell no time. "UTC Folder" and "All Folders" include them.`;
		const problems = this.#calls?.problems ?? [];
		if (problems.length > 0) yield `Some calls may be missing in the indexes: ${problems.slice(0, 5).join('; ')}. Parse shows each bad row.`;
		const days = this.#calls?.daysWithoutIndex ?? [];
		if (days.length > 0) yield `There is no index yet of ${days.slice(0, 10).join(', ')}${days.length > 10 ? ' …' : ''}: recordings of these days have no "call". 8x8 makes an index after midnight; it may come late.`;
	}
}
