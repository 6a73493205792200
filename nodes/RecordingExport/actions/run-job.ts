import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { runExport, type ExportResult, type ListFiles } from '../../../core/export';
import { MAX_KEY_BYTES } from '../../../core/export/names/lengths';
import { targetNamer } from '../../../core/export/names';
import { WantedFiles, type Origin } from '../../../core/export/origin';
import type { Recordings } from '../../../core/sources/recordings';
import { toNodeError } from '../../shared/errors';
import { addHint } from '../../shared/hints';
import { settingError } from '../../shared/parameters';
import { slidingWindowHint } from '../filters';
import { originFiles } from '../incoming';
import { assertApart } from '../apart';
import { openOrigin } from '../origins';
import { openTarget, type OpenTarget } from '../open-target';
import { progressLog } from '../progress';
import { Results } from '../results';
import { jobNameOf, runSettingsOf, type RunSettings } from '../settings';
import { software } from '../software';
import { runInWords, summaryOf, unknownInWords, type RunFacts } from '../summary';
import { archivePasswordOf } from '../archive-password';
import { decryptionOf } from '../transform';

/** Runs the job of some items, and gives what became of its files. */
export async function runJob(context: IExecuteFunctions, itemIndexes: readonly number[]): Promise<INodeExecutionData[]> {
	return await new JobRun(context, itemIndexes).go();
}

class JobRun {
	readonly #itemIndex: number;
	readonly #jobName: string;
	readonly #settings: RunSettings;
	readonly #signal: AbortSignal | undefined;
	readonly #results: Results;
	#itemIndexOf: (path: string) => number = () => this.#itemIndex;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly indexes: readonly number[],
	) {
		this.#itemIndex = indexes[0];
		this.#jobName = jobNameOf(context, this.#itemIndex);
		this.#settings = runSettingsOf(context, this.#itemIndex);
		this.#signal = context.getExecutionCancelSignal();
		this.#results = new Results(context, {
			withFiles: this.#settings.output !== 'summary',
			itemIndexOf: (path) => this.#itemIndexOf(path),
		});
	}

	async go(): Promise<INodeExecutionData[]> {
		const { context, indexes } = this;
		const { concurrency, query, shard } = this.#settings;
		const transform = await decryptionOf(context, this.#itemIndex, this.#settings.isDecrypting, this.#signal);
		const target = await openTarget(context, this.#itemIndex, concurrency);
		try {
			const { origin, close } = await openOrigin(context, this.#itemIndex, { query, concurrency, signal: this.#signal });
			try {
				assertApart(context, this.#itemIndex, origin.recordings, target);
				this.#tellOfUnconditionalWrites(target.target);
				this.#assertDeletable(origin.recordings);
				const startedAt = performance.now();
				const { files, failures, itemIndexOf } = await originFiles(context, indexes, { origin, concurrency, signal: this.#signal });
				this.#itemIndexOf = itemIndexOf;
				for (const failure of failures) this.#results.fail(failure);
				const wanted = new WantedFiles(files, query.isWanted, shard);
				const result = await this.#export(origin, target, wanted.list, transform);
				return this.#tell(result, origin, { jobName: this.#jobName, shard, dryRun: this.#settings.dryRun === true, seconds: (performance.now() - startedAt) / 1_000, unknown: wanted.unknown });
			} finally {
				await close();
			}
		} finally {
			await target.close();
		}
	}

	async #export(origin: Origin, { target, type }: OpenTarget, list: ListFiles, transform: Awaited<ReturnType<typeof decryptionOf>>): Promise<ExportResult> {
		const { concurrency, shard, dryRun, deleteAtSource, sizeIsEnough, limits, order, minAgeMs, onConflict, scope, metadata, cdr, archive } = this.#settings;
		return await runExport({
			job: { name: this.#jobName, query: this.#query(origin), startedBy: this.#startedBy(), shard, software: software() },
			source: origin.recordings,
			target,
			list,
			namer: targetNamer({ ...this.#names(origin, target, type), decrypts: transform !== undefined }),
			order,
			minAgeMs,
			limits,
			onConflict,
			transform,
			scope,
			metadata,
			archive: archive && { ...archive, password: await archivePasswordOf(this.context, this.#itemIndex, archive) },
			cdr,
			deleteAtSource,
			sizeIsEnough,
			dryRun,
			concurrency,
			signal: this.#signal,
			onFile: (outcome) => this.#results.add(outcome),
			onProgress: progressLog(this.context, this.#jobName),
		});
	}

	#names({ home }: Origin, target: Recordings, type: string) {
		const { pattern, unknownText: unknown, folders, query, archive } = this.#settings;
		// A bucket tells case apart, and so does what reads it; a file system may not, nor one where an archive is unpacked.
		return { pattern, unknown, folders, zone: query.zone, home, tellsCaseApart: !archive && (type === 's3' || type === 'azureBlob'), maxKeyBytes: MAX_KEY_BYTES - Buffer.byteLength(target.folder) };
	}

	/** For the manifest: no secret is in any of it. */
	#query({ home }: Origin): object {
		const { source, sourceType, filters } = this.#settings.query;
		return { source, sourceType, container: home.container, folder: home.folder, recordings: this.context.getNodeParameter('recordings', this.#itemIndex, 'all'), filters };
	}

	#startedBy(): object {
		const { id, name } = this.context.getWorkflow();
		return { workflowId: id, workflowName: name, executionId: this.context.getExecutionId(), nodeName: this.context.getNode().name };
	}

	/** Archives have names of their own: nobody else writes them. */
	#tellOfUnconditionalWrites(target: Recordings): void {
		const { archive, dryRun, shard } = this.#settings;
		if (target.can('writeIfAbsent') || archive || dryRun) return;
		addHint(this.context, `The target cannot refuse to write what is there already (it has no conditional writes), so it is looked at just before each write. ${shard ? 'Let no two runs of one shard' : 'Let no two runs of a job'} go there at the same moment.`);
	}

	#assertDeletable(recordings: Recordings): void {
		const { deleteAtSource, sizeIsEnough } = this.#settings;
		if (!deleteAtSource) return;
		if (!recordings.can('contentMd5') && !sizeIsEnough) {
			throw settingError('"Delete at Source" is on, and this source states no checksums: what was exported could be compared by its size alone', 'Switch on the option Size Is Enough, if that is enough for you; or switch off "Delete at Source".');
		}
		if (recordings.can('remove')) return;
		throw new RecordingError({
			code: 'UNSUPPORTED',
			operation: 'export',
			detail: '"Delete at Source" is on, and this source does not let files be deleted',
			advice: 'Switch it off; or give the credential of the source the right to delete.',
		});
	}

	#tell(result: ExportResult, origin: Origin, given: Omit<RunFacts, 'failedItems' | 'undeleted'>): INodeExecutionData[] {
		const { failureCount, undeleted } = this.#results;
		const facts = { ...given, undeleted, failedItems: Math.max(0, failureCount - undeleted - result.failed) };
		const words = runInWords(result, facts);
		const hints = [slidingWindowHint(this.context.getNode().parameters as IDataObject), ...unknownInWords(given.unknown, this.#settings.query.filters.unknown === 'take'), ...origin.hints(), ...result.notes];
		for (const hint of hints) addHint(this.context, hint);
		addHint(this.context, words);
		this.context.logger.info(`Recording Export "${this.#jobName}": ${words}`, { run: result.run, manifestHash: result.manifestHash });
		if (result.ended === 'cancelled') throw result.error ?? new RecordingError({ code: 'CANCELLED', operation: 'export' });
		const done = `${words} What was exported is recorded: the next run goes on from there.`;
		if (result.error) this.#failAll(result.error, done);
		this.#results.throwIfAny(done);
		return [...this.#items(result, facts), ...this.#results.failureItems()];
	}

	/** What ended the run early concerns all files. */
	#failAll(error: RecordingError, done: string): void {
		if (!this.context.continueOnFail()) {
			const nodeError = toNodeError(this.context.getNode(), error, this.#itemIndex);
			nodeError.description = `${nodeError.description ?? ''} ${done}`.trim();
			throw nodeError;
		}
		this.#results.fail({ error, recording: { jobName: this.#jobName }, itemIndex: this.#itemIndex });
	}

	#items(result: ExportResult, facts: RunFacts): INodeExecutionData[] {
		const { output } = this.#settings;
		const summary = { json: summaryOf(result, facts), pairedItem: { item: this.#itemIndex } };
		return [...this.#results.files, ...(output === 'files' ? [] : [summary])];
	}
}

