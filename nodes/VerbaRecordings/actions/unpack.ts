import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { recordingsAccess, unpack, type UnpackedFile, type ZipEntry } from '../../../core/archive';
import { isRecordingError, RecordingError } from '../../../core/errors/recording-error';
import type { Secret } from '../../../core/secrets/secret';
import { assertInsideFolder } from '../../../core/sources/paths';
import type { Recordings } from '../../../core/sources/recordings';
import { withoutAbsent } from '../../../core/vendors/recording';
import { parseVerbaPath } from '../../../core/vendors/verba';
import { isRunByAgent } from '../../shared/agent';
import { archivePasswords, passwordFor } from '../../shared/archive-password';
import { assertFitsBinaryStore } from '../../shared/binary-store';
import { outputFieldOf } from '../../shared/downloads';
import { toErrorItem, toNodeError } from '../../shared/errors';
import { extensionsIn } from '../../shared/filters';
import { addHint } from '../../shared/hints';
import { limitOf } from '../../shared/limit';
import { mimeTypeOf } from '../../shared/mime-types';
import { settingError, textOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { runEach } from '../../shared/run';
import { TargetConnections } from '../../shared/targets/connections';

/** Unpacks the archive that each item names: one item for each file in it. */
export async function unpackArchives(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (isRunByAgent(context)) throw toNodeError(context.getNode(), settingError('an AI agent can read exports, but not unpack them', 'Give the agent Get Many or Parse, and unpack in the workflow itself.'));
	const targets = new TargetConnections(context, 1);
	const passwords = archivePasswords(context);
	try {
		return await runEach(context, async (_, itemIndex) => {
			const recordings = await targets.of(itemIndex);
			return await new ArchiveItems(context, itemIndex, recordings).unpack(await passwordFor(context, itemIndex, passwords));
		});
	} finally {
		await targets.close();
	}
}

class ArchiveItems {
	readonly #path: string;
	readonly #field: string;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly recordings: Recordings,
	) {
		this.#path = pathOf(context, itemIndex, 'unpack');
		this.#field = outputFieldOf(context, itemIndex);
		assertInsideFolder(this.#path, recordings.folder, 'unpack');
	}

	async unpack(password: Secret | undefined): Promise<INodeExecutionData[]> {
		const { context, itemIndex } = this;
		const accept = wantedBy(context.getNodeParameter('filters', itemIndex, {}) as IDataObject);
		const limit = limitOf(context, itemIndex);
		const signal = context.getExecutionCancelSignal();
		const access = await recordingsAccess(this.recordings, this.#path, { signal });
		const items: INodeExecutionData[] = [];
		for await (const file of unpack(access, { path: this.#path, password, accept, signal })) {
			if (items.length >= limit) break;
			items.push(await this.#toItem(file));
		}
		if (items.length === 0) addHint(context, `${this.#path} holds no file, or none that the filters let through.`);
		return items;
	}

	/** One that is damaged fails alone, where the workflow says so. */
	async #toItem(file: UnpackedFile): Promise<INodeExecutionData> {
		try {
			return await this.#store(file);
		} catch (error) {
			if (!this.context.continueOnFail() || !isOfFile(error)) throw toNodeError(this.context.getNode(), error, this.itemIndex);
			return toErrorItem(this.context, error, this.itemIndex);
		}
	}

	async #store({ path, sizeBytes, lastModified, encryption, open }: UnpackedFile): Promise<INodeExecutionData> {
		const { name, extension, contentType = mimeTypeOf(extension) } = parseVerbaPath(path);
		assertFitsBinaryStore({ path, sizeBytes });
		const body = await open();
		const binary = await this.context.helpers.prepareBinaryData(body, name, contentType);
		const { container } = this.recordings;
		const json = withoutAbsent({ vendor: 'verba', archivePath: this.#path, container, path, name, extension, sizeBytes, lastModified, encryption, verifiedBy: verifiedBy(encryption) });
		return { json, binary: { [this.#field]: binary }, pairedItem: { item: this.itemIndex } };
	}
}

// AE-2 keeps no checksum but that of its encryption; which of the two AES has, the table of contents does not tell.
function verifiedBy(encryption: UnpackedFile['encryption']): string {
	return encryption?.startsWith('AES') ? 'hmac' : 'crc32';
}

function wantedBy(fields: IDataObject): (entry: ZipEntry) => boolean {
	const endsRight = extensionsIn(fields);
	const text = 'pathHas' in fields ? textOf(fields.pathHas, 'Path Contains').trim().toLowerCase() : '';
	return ({ name }) => endsRight(name) && name.toLowerCase().includes(text);
}

const OF_FILE = new Set<RecordingError['code']>(['ARCHIVE_PASSWORD', 'CORRUPTED', 'TOO_LARGE', 'UNSUPPORTED']);

/** Whether the next file may be all right. */
function isOfFile(error: unknown): boolean {
	return isRecordingError(error) && OF_FILE.has(error.code);
}
