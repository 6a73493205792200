/**
 * A key pair and a self-signed certificate, as a Genesys tenant makes them for the encryption of its recordings: RSA of
 * 2048 bits or more, X.509, no chain ("Encrypting and Provisioning Certificates", docs.genesys.com, PSAAS).
 */
const { createHash, generateKeyPairSync, randomBytes, sign } = require('node:crypto');
const { bits, generalizedTime, integer, nothing, objectId, octets, pem, sequence, set, tagged, text } = require('../../lib/der.js');
const { tellSecret } = require('../../lib/secret-register.js');

const YEAR_MS = 365 * 86_400_000;
const COMMON_NAME = objectId('2.5.4.3');
const ORGANIZATION = objectId('2.5.4.10');
const SUBJECT_KEY_IDENTIFIER = objectId('2.5.29.14');
const SHA256_WITH_RSA = sequence(objectId('1.2.840.113549.1.1.11'), nothing());

/**
 * @typedef {{ certificate: string, key: string, privateKey: import('node:crypto').KeyObject, publicKey: import('node:crypto').KeyObject, issuer: Buffer, serial: Buffer, keyId: Buffer }} RecordingCertificate
 *   certificate and key in PEM; issuer in DER
 * @param {{ name?: string, organization?: string, modulusLength?: number, notAfter?: Date, hasKeyId?: boolean, pair?: import('node:crypto').KeyPairKeyObjectResult, serial?: Buffer }} [options]
 *   `pair`: keys that are there already
 * @returns {RecordingCertificate}
 */
function makeRecordingCertificate(options = {}) {
	const { name = 'recordings', organization = 'Acme Jets', modulusLength = 2048, notAfter = new Date(Date.now() + YEAR_MS), hasKeyId = true } = options;
	const { privateKey, publicKey } = options.pair ?? generateKeyPairSync('rsa', { modulusLength });
	const { serial = Buffer.concat([Buffer.of(0x71), randomBytes(15)]) } = options;
	const issuer = sequence(set(sequence(ORGANIZATION, text(organization))), set(sequence(COMMON_NAME, text(name))));
	const keyId = createHash('sha1').update(publicKey.export({ type: 'pkcs1', format: 'der' })).digest();
	const body = sequence(
		tagged(0, integer(2)),
		integer(serial),
		SHA256_WITH_RSA,
		issuer,
		sequence(generalizedTime(new Date(notAfter.getTime() - 2 * YEAR_MS)), generalizedTime(notAfter)),
		issuer,
		publicKey.export({ type: 'spki', format: 'der' }),
		...(hasKeyId ? [tagged(3, sequence(sequence(SUBJECT_KEY_IDENTIFIER, octets(octets(keyId)))))] : []),
	);
	const certificate = sequence(body, SHA256_WITH_RSA, bits(sign('sha256', body, privateKey)));
	const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
	tellSecret('recording key', key);
	return {
		certificate: pem('CERTIFICATE', certificate),
		key,
		...{ privateKey, publicKey, issuer, serial, keyId },
	};
}

module.exports = { makeRecordingCertificate };
