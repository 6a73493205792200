import type { KeyFoundBy } from './cms/candidates';
import type { Wrapping } from './unwrap';

/**
 * What was found to be right. `md5`: of the file as it was stored, where one is stated. `length`: the message ends where
 * its own lengths and end marks say. `padding`: of the last block (CBC, which has nothing better). `authentication`: every
 * byte (GCM). `signature`: it begins as a medium of a known type does.
 */
export type Check = 'md5' | 'length' | 'padding' | 'authentication' | 'signature';

/** What is known before the first byte of the content is stored. */
export interface AboutContent {
	/** False for what was no PKCS#7 and is passed on as it is. */
	wasEncrypted: boolean;
	/** `call.mp3` for `call.mp3.bin`; absent where no name was given. */
	name?: string;
	/** By its first bytes; absent where they tell nothing. */
	mimeType?: string;
	/** Of the media type; lower case. */
	extension?: string;
	/** As node:crypto calls it: `aes-256-cbc`. */
	cipher?: string;
	/** `RSA PKCS#1 v1.5 (…)`, `RSA-OAEP (…)`. */
	keyTransport?: string;
	keyFoundBy?: KeyFoundBy;
	/** Serial number of the certificate whose key opened it, hexadecimal. */
	certificateSerial?: string;
	/** How the message came. */
	wrapping?: Wrapping;
}
