import { insideWindow, type TimeWindow } from '../../../time/window';
import type { ExportedConversation } from '../join/item';

export interface SelectOptions {
	/** On the start of conversations. */
	started?: TimeWindow;
	/** Whether media that nothing tells of are wanted. */
	withoutMetadata?: boolean;
	limit?: number;
}

/** The conversations that are wanted, in batches as they come. Stops reading as soon as there are enough. */
export class SelectedConversations implements AsyncIterable<ExportedConversation[]> {
	count = 0;
	/** Left out since their start is not known. */
	withoutTimeCount = 0;
	/** Left out since nothing tells of them. */
	withoutMetadataCount = 0;
	readonly #isStarted: ((time?: string) => boolean) | undefined;

	constructor(
		private readonly batches: AsyncIterable<ExportedConversation[]>,
		private readonly options: SelectOptions,
	) {
		this.#isStarted = insideWindow(options.started ?? {});
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<ExportedConversation[], void, undefined> {
		const { limit = Infinity } = this.options;
		for await (const batch of this.batches) {
			const wanted = batch.filter((conversation) => this.#isWanted(conversation));
			const given = wanted.slice(0, limit - this.count);
			this.count += given.length;
			if (given.length > 0) yield given;
			if (given.length < wanted.length) return;
		}
	}

	#isWanted({ toldBy, startTime }: ExportedConversation): boolean {
		if (this.options.withoutMetadata === false && toldBy.length === 0) {
			this.withoutMetadataCount++;
			return false;
		}
		if (!this.#isStarted) return true;
		if (startTime === undefined) this.withoutTimeCount++;
		return this.#isStarted(startTime);
	}
}
