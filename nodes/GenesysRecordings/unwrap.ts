import { decrypt } from '../../core/crypto/decrypt';
import type { RecordingKeys } from '../../core/crypto/keys/recording-key';
import type { Unwrap } from '../../core/vendors/genesys/data-export';

/** Takes the encryption off a data export; undefined where no keys are to be used. */
export function unwrapWith(keys: RecordingKeys | undefined, options: { name?: string; signal?: AbortSignal }): Unwrap | undefined {
	return keys && (async (body, store) => (await decrypt(body, keys, { ...options, store })).stored);
}
