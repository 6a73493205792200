/** The keys of the tenant that encrypts: one in use, one that has expired; and the credential that holds both. */
const { createPrivateKey, createPublicKey } = require('node:crypto');
const { makeRecordingCertificate } = require('./recording-certificate.js');

const CREDENTIAL = { id: 'recording-keys-demo', name: 'Recording keys demo', type: 'recordingKeysApi' };
const YEAR_MS = 365 * 86_400_000;

/** @typedef {{ key: string, serial: string, notAfter: string }} SavedKey */

/**
 * Makes both, or the same ones again.
 * @param {{ current: SavedKey, expired: SavedKey }} [saved]
 */
function recordingKeys(saved) {
	const current = certificateOf('recordings', saved?.current, new Date(Date.now() + YEAR_MS));
	const expired = certificateOf('recordings until last year', saved?.expired, new Date(Date.now() - YEAR_MS));
	return { current: current.certificate, expired: expired.certificate, saved: { current: current.saved, expired: expired.saved } };
}

function certificateOf(name, saved, lastDay) {
	const notAfter = saved ? new Date(saved.notAfter) : lastDay;
	const again = saved && { pair: pairOf(saved.key), serial: Buffer.from(saved.serial, 'hex') };
	const certificate = makeRecordingCertificate({ name, notAfter, ...again });
	return { certificate, saved: { key: certificate.key, serial: certificate.serial.toString('hex'), notAfter: notAfter.toISOString() } };
}

function pairOf(pem) {
	const privateKey = createPrivateKey(pem);
	return { privateKey, publicKey: createPublicKey(privateKey) };
}

/**
 * The credential as n8n imports it.
 * @param {{ current: { certificate: string, key: string }, expired: { certificate: string, key: string } }} keys
 */
function recordingKeysCredential({ current, expired }) {
	const privateKeys = [current, expired].map(({ certificate, key }) => certificate + key).join('');
	return { ...CREDENTIAL, data: { privateKeys, pkcs12PrivateKeys: '', passphrases: '' } };
}

module.exports = { recordingKeys, recordingKeysCredential };
