/** What one start leaves for the next: where the demo's vendor listens, and what n8n has imported already. */
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { localFolder } = require('./lib/project.js');

const folder = join(localFolder, 'demo');
const file = join(folder, 'state.json');

/** @returns {Record<string, any>} */
function readState() {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return {};
	}
}

/** @param {Record<string, any>} changes */
function saveState(changes) {
	mkdirSync(folder, { recursive: true });
	writeFileSync(file, JSON.stringify({ ...readState(), ...changes }), { mode: 0o600 });
}

module.exports = { readState, saveState };
