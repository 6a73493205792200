import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import type { ListFiles, SourceFile } from '../../../core/export';
import { WantedFiles, type Origin } from '../../../core/export/origin';
import { comparisonBy } from '../../../core/export/plan/order';
import { BoundedHeap } from '../../../core/listing/bounded-heap';
import { download } from '../../../core/transfer/download';
import { inParallel } from '../../../core/transfer/in-parallel';
import { assertFitsBinaryStore, HeldFiles } from '../../shared/binary-store';
import { decryptionReport, recordingKeys, storeDecrypted } from '../../shared/decryption';
import { outputFieldOf } from '../../shared/downloads';
import { addHint } from '../../shared/hints';
import { mimeTypeOf } from '../../shared/mime-types';
import { slidingWindowHint } from '../filters';
import { originFiles } from '../incoming';
import { openOrigin } from '../origins';
import { Results } from '../results';
import { runSettingsOf, type RunSettings } from '../settings';
import { unknownInWords } from '../summary';
import { bytesInWords, filesInWords } from '../words';

/** Hands on each file as an item with binary data. Nothing is remembered of it. */
export async function handOnFiles(context: IExecuteFunctions, indexes: readonly number[]): Promise<INodeExecutionData[]> {
	const [itemIndex] = indexes;
	const settings = runSettingsOf(context, itemIndex);
	const field = outputFieldOf(context, itemIndex);
	const { query, concurrency } = settings;
	const signal = context.getExecutionCancelSignal();
	const keys = settings.isDecrypting ? await recordingKeys(context).of(itemIndex) : undefined;
	const { origin, close } = await openOrigin(context, itemIndex, { query, concurrency, signal });
	try {
		const found = await originFiles(context, indexes, { origin, concurrency, signal });
		const results = new Results(context, { withFiles: false, itemIndexOf: found.itemIndexOf });
		for (const failure of found.failures) results.fail(failure);
		const wanted = new WantedFiles(found.files, query.isWanted, settings.shard);
		const handOn = new HandOn(context, { origin, field, keys, settings, results, itemIndexOf: found.itemIndexOf, signal });
		const items = await handOn.all(await firstOf(wanted.list, settings, signal));
		const words = `${filesInWords(items.length)} (${bytesInWords(handOn.bytes)}) handed on as binary data.`;
		for (const hint of [slidingWindowHint(context.getNode().parameters), ...unknownInWords(wanted.unknown, query.filters.unknown === 'take'), ...origin.hints(), words]) addHint(context, hint);
		results.throwIfAny(words);
		return [...items, ...results.failureItems()];
	} finally {
		await close();
	}
}

/** Those that come first by the order, as many as the limits allow. */
async function firstOf(list: ListFiles, { order, limits, minAgeMs }: RunSettings, signal?: AbortSignal): Promise<SourceFile[]> {
	const most = limits.files ?? Infinity;
	const youngestMs = minAgeMs > 0 ? Date.now() - minAgeMs : Infinity;
	const heap = order === 'listed' ? undefined : new BoundedHeap<SourceFile>(most, comparisonBy(order));
	const files: SourceFile[] = [];
	for await (const page of list({ signal })) {
		for (const file of page) {
			if ((file.storedMs ?? 0) > youngestMs) continue;
			if (heap) heap.add(file);
			else if (files.push(file) >= most) return files;
		}
	}
	return heap ? heap.sorted() : files;
}

interface HandOnOptions {
	origin: Origin;
	field: string;
	keys?: RecordingKeys;
	settings: RunSettings;
	results: Results;
	itemIndexOf(path: string): number;
	signal?: AbortSignal;
}

class HandOn {
	bytes = 0;
	readonly #held = new HeldFiles();
	readonly #startedAt = performance.now();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly options: HandOnOptions,
	) {}

	async all(files: readonly SourceFile[]): Promise<INodeExecutionData[]> {
		const items = await inParallel(files, this.options.settings.concurrency, async (file) => (this.#isOver() ? undefined : await this.#one(file)));
		return items.filter((item) => item !== undefined);
	}

	async #one(file: SourceFile): Promise<INodeExecutionData | undefined> {
		const { origin, results, itemIndexOf, signal } = this.options;
		const { entry, recording } = file;
		this.bytes += entry.sizeBytes ?? 0;
		try {
			return await this.#held.hold(entry.sizeBytes, this.options.signal, async () => await this.#item(file));
		} catch (thrown) {
			const error = origin.recordings.explain(thrown, 'export', entry.path);
			if (error.code === 'CANCELLED' || signal?.aborted) throw error;
			results.fail({ error, recording: recording as unknown as IDataObject, itemIndex: itemIndexOf(entry.path) });
			this.bytes -= entry.sizeBytes ?? 0;
			return undefined;
		}
	}

	async #item({ entry: { path, ...known }, recording }: SourceFile): Promise<INodeExecutionData> {
		const { origin, field, keys, itemIndexOf, signal } = this.options;
		const { name, extension } = recording;
		const { stored, verifiedBy, contentMd5 } = await download(origin.recordings, path, {
			signal,
			known,
			acceptSize: assertFitsBinaryStore,
			store: async (body) => {
				if (keys) return await storeDecrypted(this.context, body, keys, { name, signal, isCheckedAtItsEnd: true });
				return { stored: await this.context.helpers.prepareBinaryData(body, name, mimeTypeOf(extension)) };
			},
		});
		return {
			json: { ...(recording as unknown as IDataObject), contentMd5, verifiedBy, ...('checked' in stored ? { decryption: decryptionReport(stored, verifiedBy) } : {}) },
			binary: { [field]: stored.stored },
			pairedItem: { item: itemIndexOf(path) },
		};
	}

	#isOver(): boolean {
		const { bytes = Infinity, minutes = Infinity } = this.options.settings.limits;
		return this.bytes >= bytes || (performance.now() - this.#startedAt) / 60_000 >= minutes;
	}
}
