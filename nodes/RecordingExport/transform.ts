import type { IExecuteFunctions } from 'n8n-workflow';
import type { Transform } from '../../core/export';
import { decrypt } from '../../core/crypto/decrypt';
import { decryptionReport, recordingKeys } from '../shared/decryption';

/** Decrypts on the way, where that is wanted, with the keys of an item's credential. */
export async function decryptionOf(context: IExecuteFunctions, itemIndex: number, isWanted: boolean, signal?: AbortSignal): Promise<Transform | undefined> {
	if (!isWanted) return undefined;
	const keys = await recordingKeys(context).of(itemIndex);
	return async (body, { recording }, store) => {
		const decrypted = await decrypt(body, keys, { name: recording.name, signal, isCheckedAtItsEnd: true, store: async (content) => await store(content) });
		return { stored: decrypted.stored, about: decryptionReport(decrypted) };
	};
}
