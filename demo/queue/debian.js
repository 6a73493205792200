/** Programs of Debian packages that only queue mode needs; the rest of the demo does without. */
const { accessSync, constants, readdirSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const PACKAGES = 'redis-server postgresql';
const POSTGRES_FOLDERS = '/usr/lib/postgresql';

function missing(program) {
	return new Error(`Queue mode needs ${program}, which is not here. On Debian and Ubuntu: apt-get install ${PACKAGES}`);
}

/** @returns {string} the path of redis-server */
function redisServer() {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
	const found = folders.map((folder) => join(folder, 'redis-server')).find(isProgram);
	if (!found) throw missing('redis-server');
	return found;
}

/** Debian keeps each version's programs in a folder of their own, out of the PATH. @returns {string} that of the newest */
function postgresFolder() {
	const folders = versions().map((version) => join(POSTGRES_FOLDERS, version, 'bin'));
	const found = [...folders, ...(process.env.PATH ?? '').split(delimiter)].find((folder) => ['initdb', 'postgres'].every((program) => isProgram(join(folder, program))));
	if (!found) throw missing('PostgreSQL');
	return found;
}

function versions() {
	try {
		return readdirSync(POSTGRES_FOLDERS).sort((a, b) => Number(b) - Number(a));
	} catch {
		return [];
	}
}

function isProgram(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

module.exports = { postgresFolder, redisServer };
