/**
 * What we agree to, the best first. AES-GCM does encryption and check in one, in the processor; beside it stand the
 * ciphers that OpenSSH offers. Nothing that rests on SHA-1, MD5, CBC or DSA.
 */
export const ALGORITHMS = {
	kex: [
		'curve25519-sha256',
		'curve25519-sha256@libssh.org',
		'ecdh-sha2-nistp256',
		'ecdh-sha2-nistp384',
		'ecdh-sha2-nistp521',
		'diffie-hellman-group-exchange-sha256',
		'diffie-hellman-group14-sha256',
		'diffie-hellman-group16-sha512',
		'diffie-hellman-group18-sha512',
	],
	serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'],
	cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'chacha20-poly1305@openssh.com'],
	// What a server packs small grows here to what it likes.
	compress: ['none'],
	hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
};

/** Host keys of these types first: a server has one of each type, and only one of them may be known. */
export function hostKeysFirst(types: readonly string[]): string[] {
	const isKnown = (name: string) => types.some((type) => type === name || (type === 'ssh-rsa' && name.startsWith('rsa-')));
	return [...ALGORITHMS.serverHostKey.filter(isKnown), ...ALGORITHMS.serverHostKey.filter((name) => !isKnown(name))];
}
