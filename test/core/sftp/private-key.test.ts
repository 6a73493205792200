import { Secret } from '../../../core/secrets/secret';
import { SessionError } from '../../../core/sources/sftp/errors';
import { readPrivateKey } from '../../../core/sources/sftp/private-key';
import { newKeyPair } from '../../servers/ssh-keys';

const PASSPHRASE = 'öffne dich, Sesam';
const passphrase = new Secret(PASSPHRASE);
const sealed = (cipher: string, rounds = 2) => newKeyPair('ed25519', { passphrase: PASSPHRASE, cipher, rounds });
const read = async (text: string, opener: Secret | undefined = passphrase) => await readPrivateKey(new Secret(text), opener);

/** How often other work got its turn meanwhile; not how long that took, which other work on the machine decides. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
	let turns = 0;
	let isOver = false;
	const count = () => {
		turns++;
		if (!isOver) setImmediate(count);
	};
	setImmediate(count);
	await work.finally(() => (isOver = true));
	return turns;
}

describe('an encrypted key of OpenSSH', () => {
	test.each(['3des-cbc', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'aes128-cbc', 'aes192-cbc', 'aes256-cbc', 'aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'])('by %s opens with its passphrase, and no other', async (cipher) => {
		const { private: text, public: publicText } = sealed(cipher);
		const key = await read(text);
		expect(publicText).toContain(key.getPublicSSH().toString('base64'));
		expect(key.verify('text', key.sign('text') as Buffer)).toBe(true);
		for (const wrong of ['wrong', `${PASSPHRASE} `]) await expect(read(text, new Secret(wrong))).rejects.toMatchObject({ trouble: 'key', message: expect.stringContaining('passphrase does not open') });
		await expect(readPrivateKey(new Secret(text), undefined)).rejects.toMatchObject({ message: expect.stringContaining('no passphrase') });
	});

	test.each([
		['rsa', { bits: 2_048 }],
		['ecdsa', { bits: 521 }],
	] as const)('of %s', async (type, options) => {
		const pair = newKeyPair(type, { ...options, passphrase: PASSPHRASE, cipher: 'aes256-ctr', rounds: 3 } as never);
		expect(pair.public).toContain((await read(pair.private)).getPublicSSH().toString('base64'));
	});

	test('does not hold other work while it is opened: a turn for each of its rounds', async () => {
		expect(await turnsDuring(read(sealed('aes256-ctr', 16).private))).toBeGreaterThanOrEqual(30);
	});

	test.each<[string, (bytes: Buffer) => unknown]>([
		// Magic, "aes256-ctr", "bcrypt", length of the options, 16 bytes of salt with their length.
		['would take for ever', (bytes) => bytes.writeUInt32BE(4_000_000_000, 15 + 14 + 10 + 4 + 20)],
		['has a cipher of another kind', (bytes) => bytes.write('chacha-zwo', 15 + 4)],
		['has a derivation of another kind', (bytes) => bytes.write('scrypt', 15 + 14 + 4)],
	])('that %s is not tried', async (_, change) => {
		const { private: text } = sealed('aes256-ctr');
		const [first, ...rest] = text.trim().split('\n');
		const bytes = Buffer.from(rest.slice(0, -1).join(''), 'base64');
		change(bytes);
		await expect(read(`${first}\n${bytes.toString('base64')}\n${rest.at(-1)}`)).rejects.toMatchObject({ facts: { advice: expect.stringContaining('ssh-keygen -p') } });
	});
});

describe('a key', () => {
	test('is opened once in this process, however often it is read', async () => {
		const { private: text } = sealed('aes256-ctr');
		const [first, second] = await Promise.all([read(text), read(text)]);
		expect(second).toBe(first);
		expect(await read(text)).toBe(first);
		expect(await read(sealed('aes256-ctr').private)).not.toBe(first);
	});

	test('that does not open: each who asks has an error of his own', async () => {
		const { private: text } = sealed('aes256-ctr');
		const wrong = new Secret('wrong');
		const errors = await Promise.all([1, 2, 3].map(async () => await read(text, wrong).catch((error: unknown) => error)));
		expect(new Set(errors).size).toBe(3);
		for (const error of errors) expect(error).toBeInstanceOf(SessionError);
		expect(await turnsDuring(read(text, wrong).catch(() => {}))).toBeLessThan(4);
	});
});
