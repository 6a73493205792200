import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { tellSecret } from '../../demo/lib/secret-register.js';

export interface Certificate {
	/** PEM. */
	cert: string;
	/** PEM. */
	key: string;
	name: string;
	privateKey: KeyObject;
}

const DAY_MS = 86_400_000;

interface Details {
	host?: string | string[];
	ip?: number[];
	isExpired?: boolean;
	/** From tomorrow on. */
	isFuture?: boolean;
}

/** A certificate for 127.0.0.1 and localhost, signed by `issuer`, or by itself. Made here, so that no test needs openssl. */
export function makeCertificate(name: string, issuer?: Certificate, { host = 'localhost', ip = [127, 0, 0, 1], isExpired = false, isFuture = false }: Details = {}): Certificate {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const signer = issuer ?? { name, privateKey };
	const validity = sequence(utcTime(Date.now() + (isFuture ? DAY_MS : -DAY_MS)), utcTime(Date.now() + (isFuture ? 2 * DAY_MS : isExpired ? -DAY_MS / 2 : DAY_MS)));
	const names = sequence(...[host].flat().map((text) => tagged(0x82, Buffer.from(text))), tagged(0x87, Buffer.from(ip)));
	const extensions = sequence(
		sequence(SUBJECT_ALT_NAME, octets(names)),
		sequence(BASIC_CONSTRAINTS, octets(sequence(...(issuer ? [] : [tagged(0x01, Buffer.from([0xff]))])))),
	);
	const body = sequence(
		tagged(0xa0, integer(2)),
		integer(Math.floor(Math.random() * 2 ** 30) + 1),
		ECDSA_WITH_SHA256,
		distinguishedName(signer.name),
		validity,
		distinguishedName(name),
		publicKey.export({ type: 'spki', format: 'der' }),
		tagged(0xa3, extensions),
	);
	const signature = sign('sha256', body, signer.privateKey);
	const certificate = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
	const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
	tellSecret('private key of TLS', key);
	return { cert: toPem(certificate), key, name, privateKey };
}

// DER, as far as a certificate needs it.
function tagged(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const octets = (content: Buffer) => tagged(0x04, content);
const objectId = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const utcTime = (time: number) => tagged(0x17, Buffer.from(`${new Date(time).toISOString().replace(/[-:T]|\..*/g, '').slice(2)}Z`));

function integer(value: number): Buffer {
	const bytes = Buffer.alloc(5);
	bytes.writeUInt32BE(value, 1);
	const first = bytes.findIndex((byte, index) => byte !== 0 && index > 0);
	return tagged(0x02, bytes.subarray(bytes[first] >= 0x80 ? first - 1 : first));
}

function distinguishedName(name: string): Buffer {
	const attribute = sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)));
	return sequence(tagged(0x31, attribute));
}

const SUBJECT_ALT_NAME = objectId('551d11');
const BASIC_CONSTRAINTS = objectId('551d13');
const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));

function toPem(der: Buffer): string {
	// Without an empty line at the end, for which OpenSSL would not read the last certificates of some lengths.
	const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
