import { utils } from 'ssh2';
import { tellSecret } from '../../demo/lib/secret-register.js';

export interface KeyPair {
	private: string;
	public: string;
}

/** The library makes an Ed25519 key now and then that OpenSSH cannot read either: such a one is thrown away. */
export function newKeyPair(type: 'ed25519' | 'ecdsa' | 'rsa', options: { bits?: number; passphrase?: string; cipher?: string; rounds?: number } = {}): KeyPair {
	for (let tries = 0; tries < 10; tries++) {
		const pair = utils.generateKeyPairSync(type as never, options as never) as KeyPair;
		if (utils.parseKey(pair.private, options.passphrase) instanceof Error) continue;
		tellSecret('private key of SSH', pair.private);
		tellSecret('passphrase of SSH', options.passphrase);
		return pair;
	}
	throw new Error('no key that can be read');
}
