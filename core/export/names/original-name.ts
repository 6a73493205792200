import { promisesMedia, realNameOf, saysEncrypted } from '../../crypto/real-name';

/** A name in two pieces, as it stands: `call.mp3` is `call` and `.mp3`; `call.mp3.bin` is `call` and `.mp3.bin`. */
export interface SplitName {
	stem: string;
	/** With its dot; empty where there is none. */
	ending: string;
}

const ENDING = /[^.](\.[a-z0-9]{1,10}(?:\.bin)?)$/i;

export function splitName(name: string): SplitName {
	const ending = ENDING.exec(name)?.[1] ?? '';
	return { stem: name.slice(0, name.length - ending.length), ending };
}

/** The last part of a path. */
export function lastPartOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** What the file is called once it is decrypted, as far as its name tells: `call.mp3` of `call.mp3.bin`. */
export function decryptedName(name: string): string {
	return saysEncrypted(name) ? realNameOf(name, undefined) : name;
}

/** Whether the name before decryption can be told from the one after it: of `call.mp3` it was `call.mp3.bin`. */
export function isUsualEncryptedName(name: string): boolean {
	return name.endsWith('.bin') && !saysEncrypted(name.slice(0, -'.bin'.length)) && promisesMedia(name);
}
