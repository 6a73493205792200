import { isMediaExtension, type MediaType } from './media-type';

/** What names of encrypted files end with; Genesys writes `.bin`. */
const WRAPPING = /\.(bin|p7m|p7|p7e|p7b|cms|enc|encrypted|pkcs7)$/i;

/** Whether the name says that the file is encrypted. */
export function saysEncrypted(name: string): boolean {
	return WRAPPING.test(name);
}

/** Lower case, without a dot; of the name without what says that it is encrypted. */
export function innerExtensionOf(name: string): string | undefined {
	return /[^.]\.([a-z0-9]{1,10})$/i.exec(name.replace(WRAPPING, ''))?.[1].toLowerCase();
}

/** Whether a file of that name must begin like a medium. */
export function promisesMedia(name: string): boolean {
	const extension = innerExtensionOf(name);
	return extension !== undefined && isMediaExtension(extension);
}

/** `call.mp3.bin` is `call.mp3`; `call.bin` is that too, when it turns out to be an MP3. The path before it stays away. */
export function realNameOf(path: string, type: MediaType | undefined): string {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const real = name.replace(WRAPPING, '');
	if (real === '' || !type || innerExtensionOf(name) !== undefined) return real === '' ? name : real;
	return `${real}.${type.extension}`;
}
