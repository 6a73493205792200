/**
 * A register of everything that tests and demo use as a secret, told where it is made, so that what they leave can be searched for it
 * (`npm run test:secrets`). Keeps nothing unless CALL_RECORDINGS_SECRETS names a folder.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');

const REGISTER = 'register.jsonl';

const folder = process.env.CALL_RECORDINGS_SECRETS;
/** @type {Set<string>} */
const told = new Set();

/**
 * @param {string} kind what it is, such as `account key` or `s3TargetApi.secretAccessKey`
 * @param {unknown} text
 */
function tellSecret(kind, text) {
	if (!folder || typeof text !== 'string' || text === '') return;
	const line = `${JSON.stringify({ kind, text })}\n`;
	if (told.has(line)) return;
	told.add(line);
	mkdirSync(folder, { recursive: true });
	appendFileSync(join(folder, REGISTER), line, { mode: 0o600 });
}

/** A test holds this to the fields that the credentials' descriptions hide. */
const SECRET_FIELD = /token|secret|password|passphrase|privateKey|pkcs12/i;

/**
 * The secret fields of a credential.
 * @param {string} type
 * @param {Record<string, unknown>} data
 */
function tellCredential(type, data) {
	for (const [field, value] of Object.entries(data)) if (SECRET_FIELD.test(field)) tellSecret(`${type}.${field}`, value);
}

module.exports = { tellSecret, tellCredential, REGISTER };
