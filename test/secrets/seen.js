/**
 * What suites show to anyone, kept until `npm run test:secrets` searches it: errors, log lines, items, what targets store,
 * temporary files before they are removed, command lines and environments of children. Keeps nothing unless CALL_RECORDINGS_SECRETS is set.
 */
const { createHash } = require('node:crypto');
const { appendFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { inspect } = require('node:util');

const folder = process.env.CALL_RECORDINGS_SECRETS && join(process.env.CALL_RECORDINGS_SECRETS, 'seen');
/** Beyond them the bytes of recordings: what is ours stands before. */
const MAX_BYTES = 8 * 1024 * 1024;
/** @type {Set<string>} */
const kept = new Set();

/**
 * @param {string} place such as `errors`
 * @param {string} label what it is, and whose
 * @param {string | Uint8Array} content
 */
function seeContent(place, label, content) {
	if (!folder) return;
	const bytes = Buffer.from(content).subarray(0, MAX_BYTES);
	const hash = createHash('sha1').update(place).update(bytes).digest('base64');
	const again = kept.has(hash);
	kept.add(hash);
	mkdirSync(folder, { recursive: true });
	// The label in any case: names can hold secrets, too.
	appendFileSync(join(folder, `${place}.${process.pid}`), Buffer.concat([Buffer.from(`\n── ${label}\n`), again ? Buffer.alloc(0) : bytes]));
}

/**
 * In all forms that a value can be printed in.
 * @param {string} place
 * @param {string} label
 * @param {unknown} value
 */
function seeValue(place, label, value) {
	if (folder) seeContent(place, label, formsOf(value, 0).join('\n'));
}

/** @returns {string[]} */
function formsOf(value, depth) {
	const forms = [inspect(value, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null, getters: true }), json(value), text(value)];
	if (!(value instanceof Error) || depth > 5) return forms;
	const own = Reflect.ownKeys(value).map((name) => `${String(name)}: ${text(/** @type {any} */ (value)[name])}`);
	return [...forms, ...own, ...(value.cause === undefined ? [] : formsOf(value.cause, depth + 1))];
}

function json(value) {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return ''; // Circular: `inspect` has shown it.
	}
}

function text(value) {
	try {
		return String(value);
	} catch {
		return '';
	}
}

module.exports = { formsOf, seeContent, seeValue };
