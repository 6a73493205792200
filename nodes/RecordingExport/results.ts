import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FileOutcome } from '../../core/export';
import type { RecordingError } from '../../core/errors/recording-error';
import { toNodeError } from '../shared/errors';
import { countInWords } from './words';

interface Failure {
	error: RecordingError;
	/** What is known of the file. */
	recording?: IDataObject;
	itemIndex: number;
}

export interface ResultsOptions {
	withFiles: boolean;
	/** Of a file, by its path. */
	itemIndexOf(path: string): number;
}

/** What comes out of a run: an item for each file where that is wanted, and one for each that failed. */
export class Results {
	readonly files: INodeExecutionData[] = [];
	/** Exported, and still at the source: among the failures, too. */
	undeleted = 0;
	readonly #failures: Failure[] = [];

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly options: ResultsOptions,
	) {}

	get failureCount(): number {
		return this.#failures.length;
	}

	/** An outcome of the engine. */
	add(outcome: FileOutcome): void {
		const { file, error, status } = outcome;
		const itemIndex = this.options.itemIndexOf(file.entry.path);
		const recording = file.recording as unknown as IDataObject;
		if (status === 'deleteFailed') this.undeleted++;
		if (error) this.fail({ error, recording, itemIndex });
		else if (this.options.withFiles) this.files.push({ json: { ...recording, export: exported(outcome) }, pairedItem: { item: itemIndex } });
	}

	fail(failure: Failure): void {
		this.#failures.push(failure);
	}

	/** Items of failures, in n8n's form for the way that the node is set to. */
	failureItems(): INodeExecutionData[] {
		return this.#failures.map((failure) => this.#failureItem(failure));
	}

	/** Where the workflow is to stop at a failure: after the run, with what was done. */
	throwIfAny(done: string): void {
		const [first] = this.#failures;
		if (!first || this.context.continueOnFail()) return;
		const error = toNodeError(this.context.getNode(), first.error, first.itemIndex);
		if (this.#failures.length > 1) error.message = `${countInWords(this.#failures.length)} recordings failed, the first one: ${error.message}`;
		error.description = `${error.description ?? ''} ${done} For an item of each failure, set On Error of this node to Continue.`.trim();
		throw error;
	}

	#failureItem({ error, recording = {}, itemIndex }: Failure): INodeExecutionData {
		const pairedItem = { item: itemIndex };
		const about = { errorCode: error.code, ...(error.advice ? { advice: error.advice } : {}) };
		// On the error branch n8n knows a failed item by json of `error` and `details` alone.
		if (this.context.getNode().onError === 'continueErrorOutput') return { json: { error: error.message, details: { ...recording, ...about } }, pairedItem };
		return { json: { ...recording, error: error.message, ...about }, pairedItem };
	}
}

function exported({ status, target, archive, sizeBytes, sha256, verifiedBy, adopted }: FileOutcome): IDataObject {
	const fields = { status, targetPath: target, archivePath: archive, writtenBytes: sizeBytes, sha256, verifiedBy, adopted };
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
