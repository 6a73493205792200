import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { cutText } from '../../../core/secrets/cut';
import type { LayerOptions } from '../../../core/sources/layers';
import type { Recordings } from '../../../core/sources/recordings';
import { connectTarget, readAzureBlobTarget, readS3Target, readSftpTarget, type Target } from '../../../core/targets';
import { addHint } from '../hints';
import { IMPATIENT } from '../impatient';
import { layersOf, type Pacing } from '../layers';
import { choiceOf, settingError, textOf } from '../parameters';
import { PerCredential } from '../per-credential';
import { allowedFolder } from './file-rules';
import { TARGET_CREDENTIALS, TARGET_FIELDS, TARGET_TYPES, type StoredTargetType, type TargetFields } from './types';

/** The target that the fields of a credential speak of. Throws CREDENTIAL_INVALID that names the field. */
export function readTarget(type: StoredTargetType, fields: ICredentialDataDecryptedObject): Target {
	if (type === 's3') return { type, ...readS3Target(fields) };
	if (type === 'azureBlob') return { type, ...readAzureBlobTarget(fields) };
	return { type, ...readSftpTarget(fields) };
}

/** The targets of all items. Items of one credential, or of one folder, share a connection. */
export class TargetConnections {
	readonly #stored: Record<StoredTargetType, PerCredential<Recordings>>;
	readonly #folders = new Map<string, Promise<Recordings>>();
	/** Of each folder, what its listing left out. */
	readonly #leftOut = new Map<string, Set<string>>();
	readonly #layers: LayerOptions;

	constructor(
		private readonly context: IExecuteFunctions,
		/** In each target. */
		pacing: Pacing,
		private readonly fields: TargetFields = TARGET_FIELDS,
	) {
		const layers = layersOf(context, pacing);
		this.#layers = layers;
		const connections = (type: StoredTargetType) =>
			new PerCredential(context, fields.credentials[type], async (fields) => await connectTarget(readTarget(type, fields), layers));
		this.#stored = { s3: connections('s3'), azureBlob: connections('azureBlob'), sftp: connections('sftp') };
	}

	/** That of an item. Throws RecordingError. */
	async of(itemIndex: number): Promise<Recordings> {
		const type = choiceOf(this.context.getNodeParameter(this.fields.type, itemIndex), this.fields.typeLabel, TARGET_TYPES);
		return type === 'folder' ? await this.#folder(itemIndex) : await this.#stored[type].of(itemIndex);
	}

	async close(): Promise<void> {
		const close = async (recordings: Recordings) => await recordings.close();
		for (const connections of Object.values(this.#stored)) await connections.close(close);
		for (const [path, keys] of this.#leftOut) addHint(this.context, leftOutHint(path, [...keys]));
		for (const opened of await Promise.allSettled(this.#folders.values())) if (opened.status === 'fulfilled') await close(opened.value);
		this.#folders.clear();
	}

	async #folder(itemIndex: number): Promise<Recordings> {
		const { folderPath, folderLabel } = this.fields;
		const path = textOf(this.context.getNodeParameter(folderPath, itemIndex, ''), folderLabel);
		const known = this.#folders.get(path);
		if (known) return await known;
		const leftOut = new Set<string>();
		this.#leftOut.set(path, leftOut);
		const onLeftOut = (key: string) => void (leftOut.size < MAX_LEFT_OUT && leftOut.add(key));
		const opening = allowedFolder(this.context, path, folderLabel).then(async (folder) => await connectTarget({ type: 'folder', ...folder, onLeftOut }, this.#layers));
		this.#folders.set(path, opening);
		return await opening;
	}
}

/** Beyond this they are no longer counted. */
const MAX_LEFT_OUT = 1_000;
const MAX_HINTED = 5;

/** A recording that lies behind a link would be missing without a word. */
function leftOutHint(path: string, keys: readonly string[]): string | undefined {
	if (keys.length === 0) return undefined;
	const first = keys.slice(0, MAX_HINTED).map((key) => `"${cutText(key, 200)}"`);
	const more = keys.length > first.length ? ` and ${keys.length - first.length} more` : '';
	return `Left out of ${path}: ${first.join(', ')}${more}. A link is followed within the folder alone, and n8n's rules for files can forbid what lies in it. Give the folder that it leads to by itself.`;
}

/** For the lists of the editor. Close it when the work is over. */
export async function targetForList(context: ILoadOptionsFunctions): Promise<Recordings> {
	const type = choiceOf(context.getCurrentNodeParameter('targetType'), 'Target Type', TARGET_TYPES);
	// The editor has no way to ask n8n what a workflow may touch.
	if (type === 'folder') throw settingError('folders on this machine cannot be listed here', 'Choose "By Name", and type it.');
	const fields = await context.getCredentials(TARGET_CREDENTIALS[type]);
	return await connectTarget(readTarget(type, fields), layersOf(context, IMPATIENT));
}
