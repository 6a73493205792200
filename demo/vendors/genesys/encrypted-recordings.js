/**
 * Calls of a tenant that encrypts: each file for one of its certificates, PKCS#7 under a name that ends in .bin, as on the
 * vendor's page "Blob Storage". That the file is what `openssl cms -encrypt -outform DER` would write is inferred.
 */
const { DateTime } = require('luxon');
const { encryptCms } = require('./cms-writer.js');
const { seededRandom } = require('./random.js');
const { audioOf, taggedCall } = require('./recordings.js');

const TENANT = 'securetenant';
/** Of them, for the certificate that has expired since. */
const CALLS = 6;
const CALLS_WITH_OLD_KEY = 2;
const DAYS_AGO = 2;

/** @typedef {import('./recordings.js').SampleRecording & { body: () => Buffer }} EncryptedRecording */

/**
 * @param {{ now: Date, timeZone: string, keys: { current: object, expired: object }, seed?: number }} options
 * @returns {EncryptedRecording[]} from the day before yesterday
 */
function encryptedRecordings({ now, timeZone, keys, seed = 4711 }) {
	const random = seededRandom(seed);
	const day = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').minus({ days: DAYS_AGO });
	return Array.from({ length: CALLS }, (_, index) => {
		const call = taggedCall(random, day);
		const to = index < CALLS_WITH_OLD_KEY ? keys.expired : keys.current;
		const name = `${call.name.replace(/^[^/]*/, TENANT)}.bin`;
		// A key of its own for each file; the second tenant's server writes indefinite lengths.
		const options = { recipients: [{ to }], ...(index % 2 ? { chunkBytes: 4096 } : {}) };
		return { ...call, name, tenant: TENANT, body: () => encryptCms(audioOf(call), options) };
	});
}

module.exports = { encryptedRecordings, CALLS_ENCRYPTED: CALLS, ENCRYPTED_DAYS_AGO: DAYS_AGO };
