import { isFaultOfOneFile } from '../../../errors/of-one-file';
import { Breather } from '../../../listing/breather';
import { inParallel } from '../../../transfer/in-parallel';
import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import type { Manifest } from '../manifest/manifest';
import { keyOfRow, refusal } from './claims';
import { Companions } from './companions';
import { compareCounts, readManifests } from './counts';
import { FileIndex } from './file-index';
import { Findings, type ExportFinding, type ExportSummary } from './findings';
import { commonStem, filesOf, hasMetadata, type Group, type Told } from './group';
import { idOf } from './ids';
import type { ExportedConversation } from './item';
import { sortFiles, type Lists } from './look';
import { nameOf, toItem, type OnDifference, type Row } from './merge';
import { readMetadata } from './metadata';
import { keyOfTold, nobodysMedia, ownMedia, partOf, tellOfAll } from './of-many';
import { claimByIds, claimRow, eachRow, give, isGivenTo, meant, tellRow, type Meant, type RowTold } from './row-files';
import { needsIds, openList, readIds } from './rows';
import type { ExportOptions, Work } from './work';

export interface ReadExportOptions extends ExportOptions {
	/** Called for each; `findings` keeps the first thousand. */
	onFinding?: (finding: ExportFinding) => void;
}

const PARALLEL = 8;
/** Conversations that are there at once: the more, the more memory V8 takes for what is gone soon. */
const BATCH = 32;

/**
 * Makes one item of each conversation of an export: media and metadata of one name, and the row of the CDR that names the media
 * file or has their identifier. Whichever of these are there: media without metadata, metadata without media, rows without files;
 * in folders by date or flat, renamed or not. What disagrees, or is missing, is in `findings`; counts are in `summary`.
 *
 * Memory: an index of the names of files, some 200 bytes for each beside what the caller holds of it, and of identifiers where the
 * CDR has no names of files: then metadata are read twice. They are read a few at a time, the CDR row by row. A file that cannot be read is a finding; what concerns more than a file is thrown.
 */
export function readExport(files: Iterable<ExportFile> | AsyncIterable<ExportFile>, options: ReadExportOptions): ExportReader {
	return new ExportReader(files, options);
}

export class ExportReader implements AsyncIterable<ExportedConversation[]> {
	/** What the manifests say; known with the first batch. */
	manifests: { path: string; manifest: Manifest }[] = [];
	readonly #findings: Findings;
	readonly #work: Work;
	readonly #index = new FileIndex();
	readonly #totals = { conversationCount: 0, withMediaCount: 0, withMetadataCount: 0, withBothCount: 0 };
	#lists: Lists = { cdrs: [], tables: [], manifests: [], auditLogs: [] };
	readonly #companions: Companions;
	#listedCount: number | undefined;
	/** Conversations of which there is a file, a list of many excepted. */
	#withFilesCount = 0;
	#isComplete = false;

	constructor(
		private readonly files: Iterable<ExportFile> | AsyncIterable<ExportFile>,
		options: ReadExportOptions,
	) {
		this.#findings = new Findings(options.onFinding);
		this.#companions = new Companions(this.#findings);
		this.#work = { ...options, parallel: options.parallel ?? PARALLEL, findings: this.#findings, breather: new Breather(1), counts: { fileCount: 0, mediaFileCount: 0, metadataFileCount: 0, otherFileCount: 0 }, contents: new Set() };
	}

	/** The first thousand. */
	get findings(): readonly ExportFinding[] {
		return this.#findings.examples;
	}

	/** Whole when all was read. */
	get summary(): ExportSummary {
		const pathsOf = (files: ExportFile[]) => files.map(({ path }) => path);
		const stated = this.manifests.map(({ manifest }) => manifest.itemCount);
		const statedCount = stated.length > 0 && stated.every((count) => count !== undefined) ? stated.reduce((sum, count) => sum + count, 0) : undefined;
		return {
			isComplete: this.#isComplete,
			...this.#totals,
			...this.#work.counts,
			...(this.#listedCount !== undefined && { listedCount: this.#listedCount }),
			...(statedCount !== undefined && { statedCount }),
			findings: this.#findings.counts,
			cdrPaths: pathsOf([...this.#lists.cdrs, ...this.#lists.tables]),
			manifestPaths: pathsOf(this.#lists.manifests),
			auditLogPaths: pathsOf(this.#lists.auditLogs),
		};
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<ExportedConversation[], void, undefined> {
		this.#lists = await sortFiles(this.files, this.#index, this.#work);
		this.manifests = await readManifests(this.#lists.manifests, this.#work);
		for await (const batch of this.#readAll()) {
			const given = batch.slice(0, this.#left);
			for (const item of given) this.#count(item);
			if (given.length > 0) yield given;
			if (this.#left === 0) return;
			if (this.#work.breather.isDue()) await this.#work.breather.breathe();
		}
		this.#isComplete = true;
		compareCounts(this.summary, this.#withFilesCount, this.manifests, this.#findings);
	}

	get #left(): number {
		return (this.#work.limit ?? Infinity) - this.#totals.conversationCount;
	}

	#count({ mediaFiles, metadataFiles, otherFiles, toldBy }: ExportedConversation): void {
		this.#totals.conversationCount++;
		if (mediaFiles ?? metadataFiles ?? otherFiles) this.#withFilesCount++;
		if (mediaFiles) this.#totals.withMediaCount++;
		if (toldBy.length > 0) this.#totals.withMetadataCount++;
		if (mediaFiles && toldBy.length > 0) this.#totals.withBothCount++;
	}

	async *#readAll(): AsyncGenerator<ExportedConversation[]> {
		const lists = [...this.#lists.cdrs.map((file) => ({ file, by: 'cdr' as const })), ...this.#lists.tables.map((file) => ({ file, by: 'csv' as const }))];
		for (const { file } of lists) {
			if (!(await needsIds(file, this.#index, this.#work))) continue;
			await readIds(this.#index, this.#work);
			break;
		}
		await this.#claimAll(lists);
		for (const { file, by } of lists) yield* this.#readList(file, by);
		await claimByIds(this.#index, this.#work);
		// Those with metadata first: they may find their media by an identifier.
		for (const isTold of [true, false]) yield* this.#readRest(isTold);
	}

	async #claimAll(lists: { file: ExportFile; by: Row['by'] }[]): Promise<void> {
		const { cdrs, tables } = this.#lists;
		if (cdrs.length > 0) for (const file of tables) await eachRow(file, this.#work, (row) => this.#companions.add(row, file));
		if (tables.length > 0) for (const file of cdrs) await eachRow(file, this.#work, (row) => this.#companions.claim(row, file));
		for (const { file, by } of lists) await eachRow(file, this.#work, (row) => {
			if (by === 'cdr') claimRow(this.#companions.joined(row, file).conversation, file, this.#index, this.#work);
			else if (!this.#companions.isTaken(row, file)) claimRow(row, file, this.#index, this.#work);
		});
	}

	async *#readList(file: ExportFile, by: Row['by']): AsyncGenerator<ExportedConversation[]> {
		const onProblem = ({ line, message, column, text }: { line: number; message: string; column?: string; text?: string }) =>
			this.#findings.add('FILE_PROBLEM', { path: file.path, line, detail: message, field: column, found: text });
		try {
			const reader = openList(await file.open(this.#work.signal), this.#work, onProblem);
			for await (const rows of reader) {
				if (reader.kind === 'audit-log') {
					this.#lists.auditLogs.push(file);
					return;
				}
				// One row in a file that nothing calls a CDR: the metadata of one conversation.
				const isList = by === 'cdr' || reader.rowCount > 1 || rows.length > 1;
				this.#countRows(rows.length, by, isList);
				for (let at = 0; at < rows.length; at += BATCH) yield await this.#joinRows(this.#ownRows(rows.slice(at, at + BATCH) as Conversation[], file, by), file, isList);
			}
		} catch (error) {
			if (!isFaultOfOneFile(error)) throw error;
			this.#findings.add('UNREADABLE', { path: file.path, detail: error.message });
		}
	}

	#countRows(count: number, by: Row['by'], isList: boolean): void {
		if (!isList) this.#work.counts.metadataFileCount++;
		// Beside a CDR, CSV metadata list nothing of their own.
		else if (by === 'cdr' || this.#lists.cdrs.length === 0) this.#listedCount = (this.#listedCount ?? 0) + count;
	}

	#ownRows(rows: Conversation[], file: ExportFile, by: Row['by']): Row[] {
		if (by === 'cdr') return rows.map((row) => this.#companions.joined(row, file));
		return rows.filter((row) => !this.#companions.isTaken(row, file)).map((conversation) => ({ conversation, listPath: file.path, by }));
	}

	async #joinRows(rows: Row[], file: ExportFile, isList: boolean): Promise<ExportedConversation[]> {
		const means = rows.map(({ conversation }) => meant(conversation, file, this.#index, this.#work));
		const all = await inParallel(rows, this.#work.parallel, async ({ conversation }, at) => await tellRow(conversation, means[at], this.#work));
		return rows.flatMap((row, at) => (this.#isSaidBefore(row, all[at]) ? [] : [this.#joinRow(row, means[at], all[at], isList)]));
	}

	/** CSV metadata of what a row of the CDR got: it was not certain to be of that row, but lists nothing of its own. */
	#isSaidBefore({ by }: Row, told: RowTold): boolean {
		return by === 'csv' && this.#lists.cdrs.length > 0 && told.groups.length > 0 && !told.wrong && told.groups.every((group) => isGivenTo(group, told));
	}

	#joinRow(row: Row, { groups: all, refused }: Meant, rowTold: RowTold, isList: boolean): ExportedConversation {
		const { groups, told, wrong, isUnclear } = rowTold;
		const facts = factsOf(row);
		const onDifference: OnDifference = (field, expected, found) => this.#findings.add('DISAGREES', { ...facts, field, expected, found });
		for (const difference of row.differing ?? []) onDifference(...difference);
		if (wrong) onDifference(wrong.field, wrong.expected, wrong.found);
		const reason = wrong || isUnclear ? 'AMBIGUOUS' : refused;
		// Metadata of one conversation are a file of it.
		if (!isList && (reason || groups.length === 0)) this.#withFilesCount++;
		if (reason) {
			this.#findings.add(isList ? reason : OF_ONE[reason], facts);
			return toItem([], this.#work, { row });
		}
		if (isList && all.some((group) => isGivenTo(group, rowTold))) this.#findings.add('LISTED_AGAIN', facts);
		for (const group of all) give(group, rowTold);
		const item = toItem(groups, this.#work, { told, row, onDifference });
		if (!item.mediaFiles) this.#findings.add('NO_MEDIA', facts);
		return item;
	}

	async *#readRest(isTold: boolean): AsyncGenerator<ExportedConversation[]> {
		let batch: Group[] = [];
		for (const group of this.#index.groups) {
			if ((!group.isGiven || group.givenIds || group.givenPaths) && hasMetadata(group) === isTold) batch.push(group);
			if (this.#work.breather.isDue()) await this.#work.breather.breathe();
			if (batch.length < BATCH) continue;
			yield await this.#joinGroups(batch);
			batch = [];
		}
		yield await this.#joinGroups(batch);
	}

	async #joinGroups(groups: Group[]): Promise<ExportedConversation[]> {
		const all = await inParallel(groups, this.#work.parallel, async (group) => await readMetadata(group, this.#work));
		return groups.flatMap((group, at) => this.#itemsOf(group, all[at]));
	}

	#itemsOf(group: Group, all: Told[]): ExportedConversation[] {
		// A text that nothing tells of.
		if (group.media.length === 0 && !hasMetadata(group)) {
			for (const { path } of filesOf(group)) this.#findings.add('UNSUPPORTED', { path });
			return [];
		}
		const isWhole = tellOfAll(group, all) && !group.givenIds && !group.givenPaths;
		const items = isWhole ? [this.#itemOf(group, all[0])] : this.#itemsOfMany(group, all);
		group.isGiven = true;
		return items;
	}

	#itemOf(group: Group, told: Told | undefined): ExportedConversation {
		const media = told ? this.#mediaOf(group, told, commonStem(group.stem)) : [];
		return this.#tell(group, toItem([...media, group], this.#work, { told }));
	}

	#itemsOfMany(group: Group, all: Told[]): ExportedConversation[] {
		const left = all.filter((told) => !group.givenIds?.has(keyOfTold(told)));
		const items = left.map((told) => this.#tell(group, toItem([...this.#mediaOf(group, told, undefined), partOf(group, ownMedia(group, told, all), true)], this.#work, { told })));
		for (const { path } of group.others) this.#findings.add('UNSUPPORTED', { path });
		const media = nobodysMedia(group, all);
		if (media.length === 0) return items;
		if (all.length > 1) this.#findings.add('AMBIGUOUS', { path: media[0].path });
		const rest = partOf(group, media, false);
		const item = toItem([rest], this.#work);
		return [...items, all.length > 1 ? item : this.#tell(rest, item)];
	}

	/** Media that are named by the identifier in metadata of another name. */
	#mediaOf(group: Group, { conversation }: Told, ownName: string | undefined): Group[] {
		if (group.media.length > 0) return [];
		const named = this.#index.mediaNamedById(conversation, ownName).filter(({ isGiven, media }) => !isGiven && media.length > 0);
		if (named.length !== 1 || refusal(named[0], keyOfRow(conversation))) return [];
		named[0].isGiven = true;
		return named;
	}

	#tell(group: Group, item: ExportedConversation): ExportedConversation {
		const facts = { path: nameOf(group), id: idOf(item) };
		if (group.isUnclear) this.#findings.add('AMBIGUOUS', facts);
		if (this.#listedCount !== undefined) this.#findings.add('NOT_LISTED', facts);
		if (!hasMetadata(group)) this.#findings.add('NO_METADATA', facts);
		else if (!item.mediaFiles) this.#findings.add('NO_MEDIA', facts);
		return item;
	}
}

/** Of metadata of one conversation, which list nothing. */
const OF_ONE = { AMBIGUOUS: 'AMBIGUOUS', NOT_THERE: 'NO_MEDIA' } as const;

function factsOf({ conversation, listPath: path }: Row): Omit<ExportFinding, 'code' | 'message'> {
	return { path, line: conversation.line, id: idOf(conversation), name: conversation.mediaFileName };
}
