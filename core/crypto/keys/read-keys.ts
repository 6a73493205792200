import type { KeyObject } from 'node:crypto';
import { algorithmName } from '../algorithm-names';
import { readElement } from '../asn1/element';
import { readCertificate } from './certificate';
import { KeyRing } from './key-ring';
import { UnsupportedEncryption } from './passphrase-encryption';
import { readBase64, readPem, type PemBlock } from './pem';
import { readPkcs12, type Pkcs12Content } from './pkcs12';
import { isPrivateKey, keyOf, readPrivateKey, UnreadableKey, WrongPassphrase } from './private-key';
import * as problems from './problems';
import type { KeyProblem, RecordingKeys } from './recording-key';
import { Secret } from '../../secrets/secret';

/** The credential Recording Keys API, as n8n gives it. */
export interface RecordingKeysFields {
	/** PEM: private keys and certificates, in any order. */
	privateKeys?: unknown;
	/** One on each line, or a list in JSON. */
	passphrases?: unknown;
	/** PKCS#12 files in base64, one after the other. */
	pkcs12PrivateKeys?: unknown;
}

/** Reads the credential. Never throws: what cannot be used is among the problems, so that the other keys still work. */
export async function readRecordingKeys(fields: RecordingKeysFields): Promise<RecordingKeys> {
	const reader = new KeyReader(passphrasesOf(textOf(fields.passphrases)));
	await reader.readKeys(textOf(fields.privateKeys));
	await reader.readFiles(textOf(fields.pkcs12PrivateKeys));
	return reader.result();
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** Each is tried on each key. A field of one line loses line ends, so a list in JSON does too. */
function passphrasesOf(text: string): Secret[] {
	const several = listIn(text) ?? text.split(/\r?\n|\\n/);
	return [...new Set([...several, text])].filter((one) => one !== '').map((one) => new Secret(one));
}

function listIn(text: string): string[] | undefined {
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : undefined;
	} catch {
		return undefined;
	}
}

const MAX_BLOCKS = 1_000;
const KEY_KIND = 'rsa';

class KeyReader {
	readonly #ring = new KeyRing();
	readonly #problems: KeyProblem[] = [];
	#keyCount = 0;
	#certificateCount = 0;

	constructor(private readonly passphrases: Secret[]) {}

	result(): RecordingKeys {
		const keys = this.#ring.keys();
		// Among other certificates it is of no use; alone it is most likely a mistake.
		const certificatesWithoutKey = this.#ring.certificatesWithoutKey();
		return { keys, problems: this.#problems, certificatesWithoutKey };
	}

	/** The field for PEM; a PKCS#12 file in it is taken for what it is. */
	async readKeys(text: string): Promise<void> {
		if (text === '') return;
		if (!text.includes('-----BEGIN')) return await this.#readBinary(text, problems.noPem);
		const { blocks, cutCount } = readPem(text);
		for (const block of blocks.slice(0, MAX_BLOCKS)) await this.#readBlock(block);
		if (cutCount > 0) this.#problems.push(problems.cutPem);
	}

	/** The field for PKCS#12; PEM in it is taken for what it is. */
	async readFiles(text: string): Promise<void> {
		if (text === '') return;
		if (text.includes('PRIVATE KEY-----') || text.includes('CERTIFICATE-----')) return await this.readKeys(text);
		await this.#readBinary(text.replaceAll(/-----(BEGIN|END) [A-Z0-9 #]+-----/g, ''), problems.noPkcs12);
	}

	async #readBlock(block: PemBlock): Promise<void> {
		if (isPrivateKey(block)) await this.#readKey(block);
		else if (block.kind.endsWith('CERTIFICATE')) this.#addCertificate(block.der);
		// Public keys and parameters of curves stand beside what is needed.
	}

	async #readKey(block: PemBlock): Promise<void> {
		const number = ++this.#keyCount;
		try {
			const key = await readPrivateKey(block, this.#revealed());
			this.#addKey(key, number);
		} catch (error) {
			this.#problems.push(this.#problemWithKey(error, number, block));
		}
	}

	#problemWithKey(error: unknown, number: number, { kind }: PemBlock): KeyProblem {
		if (error instanceof WrongPassphrase) return problems.wrongPassphrase(`private key ${number}`, this.passphrases.length > 0);
		if (error instanceof UnsupportedEncryption) return problems.unsupportedEncryption(`private key ${number}`, algorithmName(error.oid));
		return problems.unreadableKey(number, kind);
	}

	#addKey(key: KeyObject, number: number): void {
		if (key.asymmetricKeyType === KEY_KIND) this.#ring.addKey(key);
		else this.#problems.push(problems.otherKindOfKey(number, key.asymmetricKeyType ?? 'unknown'));
	}

	#addCertificate(der: Buffer): void {
		const number = ++this.#certificateCount;
		try {
			this.#ring.addCertificate(readCertificate(der));
		} catch {
			this.#problems.push(problems.unreadableCertificate(number));
		}
	}

	async #readBinary(text: string, otherwise: KeyProblem): Promise<void> {
		let bytes = readBase64(text);
		if (!bytes || bytes.length === 0) {
			this.#problems.push(otherwise);
			return;
		}
		for (let number = 1; bytes.length > 0 && number <= MAX_BLOCKS; number++) {
			const file = firstElement(bytes);
			if (!file) {
				this.#problems.push(otherwise);
				return;
			}
			await this.#readFile(file, number, otherwise);
			bytes = bytes.subarray(file.length);
		}
	}

	async #readFile(file: Buffer, number: number, otherwise: KeyProblem): Promise<void> {
		const name = `PKCS#12 file ${number}`;
		try {
			const content = await this.#open(file);
			if (content) this.#take(content);
			else this.#problems.push(problems.wrongPassphrase(name, this.passphrases.length > 0));
		} catch (error) {
			if (error instanceof UnsupportedEncryption) this.#problems.push(problems.unsupportedEncryption(name, algorithmName(error.oid)));
			else this.#problems.push(otherwise);
		}
	}

	async #open(file: Buffer): Promise<Pkcs12Content | undefined> {
		for (const passphrase of [...this.#revealed(), '']) {
			const content = await readPkcs12(file, passphrase);
			if (content) return content;
		}
		return undefined;
	}

	#take({ privateKeys, certificates }: Pkcs12Content): void {
		for (const der of privateKeys) {
			const number = ++this.#keyCount;
			try {
				this.#addKey(keyOf(der, 'pkcs8'), number);
			} catch (error) {
				if (!(error instanceof UnreadableKey)) throw error;
				this.#problems.push(problems.unreadableKey(number, 'PRIVATE KEY'));
			}
		}
		for (const der of certificates) this.#addCertificate(der);
	}

	#revealed(): string[] {
		return this.passphrases.map((passphrase) => passphrase.reveal());
	}
}

function firstElement(bytes: Buffer): Buffer | undefined {
	try {
		return readElement(bytes).raw;
	} catch {
		return undefined;
	}
}
