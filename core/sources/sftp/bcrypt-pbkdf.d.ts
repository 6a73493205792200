declare module 'bcrypt-pbkdf' {
	/** One round of bcrypt: 64 bytes each, into 32 bytes. Takes some ten milliseconds. */
	export function hash(password: Uint8Array, salt: Uint8Array, into: Uint8Array): void;
}
