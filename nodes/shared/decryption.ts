import type { Readable } from 'node:stream';
import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { decrypt, type Decrypted, type DecryptOptions } from '../../core/crypto/decrypt';
import { readRecordingKeys } from '../../core/crypto/keys/read-keys';
import type { RecordingKeys } from '../../core/crypto/keys/recording-key';
import { mimeTypeOf } from './mime-types';
import { flagOf } from './parameters';
import { PerCredential } from './per-credential';

const CREDENTIAL = 'recordingKeysApi';

/** The keys of each item's credential, read once. */
export function recordingKeys(context: IExecuteFunctions): PerCredential<RecordingKeys> {
	return new PerCredential(context, CREDENTIAL, async (fields) => await readRecordingKeys(fields));
}

/** Of an item, where its parameter "decrypt" asks for decryption. */
export async function keysFor(context: IExecuteFunctions, itemIndex: number, keys: PerCredential<RecordingKeys>): Promise<RecordingKeys | undefined> {
	return flagOf(context.getNodeParameter('decrypt', itemIndex, false), 'Decrypt') ? await keys.of(itemIndex) : undefined;
}

/** Decrypts into n8n's binary store, under the real name and type. What is not encrypted is stored as it is. */
export async function storeDecrypted(
	context: IExecuteFunctions,
	body: Readable,
	keys: RecordingKeys,
	options: Omit<DecryptOptions<IBinaryData>, 'store'>,
): Promise<Decrypted<IBinaryData>> {
	return await decrypt(body, keys, {
		...options,
		store: async (content, { name = options.name, mimeType }) => {
			return await context.helpers.prepareBinaryData(content, name, mimeType ?? mimeTypeOf(extensionOf(name)));
		},
	});
}

/** What is told of it on the item; `verifiedBy` is what the stored bytes were compared with on their way here. */
export function decryptionReport(decrypted: Decrypted<unknown>, verifiedBy?: string): IDataObject {
	const { stored, checked, ...about } = decrypted;
	void stored;
	const isByChecksum = verifiedBy !== undefined && verifiedBy !== 'none' && verifiedBy !== 'size';
	return { ...about, checked: isByChecksum ? [verifiedBy, ...checked] : checked };
}

function extensionOf(name: string | undefined): string | undefined {
	return name === undefined ? undefined : /\.([^.]+)$/.exec(name)?.[1].toLowerCase();
}
