import { Readable } from 'node:stream';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ByteFeed } from '../../../core/crypto/byte-feed';
import type { IndexFileKind } from '../../../core/vendors/index-files/kinds';
import { assertCanBe, RECOGNISED_BYTES, recogniseIndexFile } from '../../../core/vendors/index-files/recognise';
import { csvSettingsOf } from '../../shared/csv-settings';
import { fileOf, openFile } from '../binary-input';
import { parseCalls } from '../parse/calls';
import { parseAuditLog, parseConversations, parseMetadataXml } from '../parse/conversations';
import type { IndexInput } from '../parse/input';
import { parseManifest } from '../parse/manifest';
import { parseExport, parseTable } from '../parse/tables';
import { parseSettingsOf, type ParseSettings } from '../parse/settings';

const PARSERS: Record<IndexFileKind, (input: IndexInput) => Promise<INodeExecutionData[]>> = {
	eightByEightIndex: parseCalls,
	gimExport: parseExport,
	gimTable: parseTable,
	verbaAuditLog: parseAuditLog,
	verbaManifest: parseManifest,
	verbaTable: parseConversations,
	verbaXml: parseMetadataXml,
};

/** Reads what an item holds in a binary field: its rows as items, or as one file. */
export async function parseIndex(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const settings = parseSettingsOf(context, itemIndex);
	const file = fileOf(context, itemIndex);
	const name = file.fileName ?? 'file';
	const stream = await openFile(context, file);
	const feed = new ByteFeed(stream);
	try {
		const first = await feed.peek(RECOGNISED_BYTES);
		const kind = await kindOf(first, name, settings);
		return await PARSERS[kind]({ context, itemIndex, body: bodyOf(feed), name, settings });
	} finally {
		stream.destroy();
	}
}

async function kindOf(first: Buffer, name: string, { kind, options }: ParseSettings): Promise<IndexFileKind> {
	if (kind === 'detect') return await recogniseIndexFile(first, { name, ...csvSettingsOf(options) });
	await assertCanBe(kind, first, name);
	return kind;
}

function bodyOf(feed: ByteFeed): Readable {
	return Readable.from(
		(async function* () {
			for (let piece = await feed.next(); piece; piece = await feed.next()) yield piece;
		})(),
		{ objectMode: false },
	);
}
