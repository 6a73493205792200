import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Secret } from '../../../core/secrets/secret';
import type { Recordings } from '../../../core/sources/recordings';
import { withoutAbsent } from '../../../core/vendors/recording';
import { readExport, type ExportFile, type ExportReader } from '../../../core/vendors/verba';
import { openExport } from '../../../core/vendors/verba/exports/open-export';
import { conversationItem, conversationsCsv, conversationsJsonLines } from '../../../core/vendors/verba/exports/output';
import { SelectedConversations } from '../../../core/vendors/verba/exports/select';
import { isRunByAgent } from '../../shared/agent';
import { archivePasswords, passwordFor } from '../../shared/archive-password';
import { outputFieldOf } from '../../shared/downloads';
import { addHint } from '../../shared/hints';
import { settingError } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { ProblemItems } from '../../shared/problems';
import { runEach } from '../../shared/run';
import { TargetConnections } from '../../shared/targets/connections';
import { findingsHint } from '../findings-hint';
import { parseSettingsOf, type ParseSettings } from '../parse-settings';

/** Requests at once: metadata files are small, and many. */
const CONCURRENCY = 8;

/** Reads the export that each item names: its conversations as items, or as one file. */
export async function parseExports(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const targets = new TargetConnections(context, { concurrency: CONCURRENCY });
	const passwords = archivePasswords(context);
	try {
		return await runEach(context, async (_, itemIndex) => {
			const password = await passwordFor(context, itemIndex, passwords);
			return await new ExportParser(context, itemIndex, await targets.of(itemIndex)).parse(password);
		});
	} finally {
		await targets.close();
	}
}

class ExportParser {
	readonly #path: string;
	readonly #settings: ParseSettings;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly recordings: Recordings,
	) {
		this.#path = pathOf(context, itemIndex, 'parse');
		this.#settings = parseSettingsOf(context, itemIndex);
		if (this.#settings.output !== 'items' && isRunByAgent(context)) throw settingError('an AI agent cannot take a file', 'Set Output to Items.');
	}

	async parse(password: Secret | undefined): Promise<INodeExecutionData[]> {
		const { output, read, select, zip, isWanted, returnsFindings, returnsSummary } = this.#settings;
		const { files, isArchive } = await openExport(this.recordings, this.#path, { ...zip, password, signal: read.signal, withSubfolders: this.#withSubfolders() });
		const findings = new ProblemItems(returnsFindings);
		const reader = readExport(wantedOf(files, isWanted), { ...read, onFinding: findings.add });
		const selected = new SelectedConversations(reader, select);
		const items = output === 'items' ? await this.#toItems(selected, isArchive) : [await this.#toFile(selected, reader, output)];
		this.#addHints(selected, reader);
		if (returnsSummary && output === 'items') items.push(this.#toItem({ ...this.#about, summary: reader.summary, manifests: reader.manifests }));
		return [...items, ...findings.toItems({ exportPath: this.#path }, this.itemIndex)];
	}

	/** What Get Many said of this folder. */
	#withSubfolders(): boolean {
		const { subfolders } = this.#settings;
		if (subfolders !== 'listed') return subfolders === 'include';
		const { path, includesSubfolders } = this.context.getInputData()[this.itemIndex]?.json ?? {};
		return !(path === this.#path && includesSubfolders === false);
	}

	async #toItems(selected: SelectedConversations, isArchive: boolean): Promise<INodeExecutionData[]> {
		const items: INodeExecutionData[] = [];
		const { columns } = this.#settings;
		const { container } = this.recordings;
		// In an archive paths are those within it.
		const about = columns.length > 0 ? {} : withoutAbsent({ exportPath: this.#path, archivePath: isArchive ? this.#path : undefined, container });
		for await (const batch of selected) {
			for (const conversation of batch) items.push(this.#toItem({ ...conversationItem(conversation, columns), ...about }));
		}
		return items;
	}

	async #toFile(selected: SelectedConversations, reader: ExportReader, output: 'csv' | 'jsonLines'): Promise<INodeExecutionData> {
		const { context, itemIndex } = this;
		const { columns, protectsFormulas } = this.#settings;
		const field = outputFieldOf(context, itemIndex);
		const stem = this.#path.replace(/\/$/, '').split('/').at(-1)?.replace(/\.[^.]*$/, '') || 'export';
		const file =
			output === 'csv'
				? await context.helpers.prepareBinaryData(conversationsCsv(selected, columns, { protectsFormulas }), `${stem}.conversations.csv`, 'text/csv')
				: await context.helpers.prepareBinaryData(conversationsJsonLines(selected, columns), `${stem}.conversations.jsonl`, 'application/jsonl');
		const { summary, manifests, findings } = reader;
		const problemCount = Object.values(summary.findings).reduce((sum, count) => sum + count, 0);
		return { ...this.#toItem({ ...this.#about, writtenCount: selected.count, summary, manifests, problemCount, problems: findings.slice(0, MAX_EXAMPLES) }), binary: { [field]: file } };
	}

	get #about(): object {
		return { vendor: 'verba', exportPath: this.#path };
	}

	#toItem(json: object): INodeExecutionData {
		return { json: json as IDataObject, pairedItem: { item: this.itemIndex } };
	}

	#addHints({ withoutTimeCount, withoutMetadataCount }: SelectedConversations, { summary }: ExportReader): void {
		addHint(this.context, findingsHint(summary, this.#path, this.#settings.returnsFindings));
		if (withoutTimeCount > 0) addHint(this.context, `${this.#path}: ${withoutTimeCount} conversations were left out because nothing tells when they began.`);
		if (withoutMetadataCount > 0) addHint(this.context, `${this.#path}: ${withoutMetadataCount} media files were left out because nothing tells of them.`);
	}
}

const MAX_EXAMPLES = 100;

function* wantedOf(files: Iterable<ExportFile>, isWanted: (file: ExportFile) => boolean): Generator<ExportFile> {
	for (const file of files) if (isWanted(file)) yield file;
}
