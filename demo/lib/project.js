const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');

const root = join(__dirname, '..', '..');

/** What the demo and the tests leave on disk: one ignored folder, safe to delete. The tests name one of their own. */
const localFolder = process.env.CALL_RECORDINGS_LOCAL_FOLDER ?? join(root, '.local');

/** The Node.js that n8n wants, which scripts/bootstrap.mjs installed; the machine's own may be older. */
function nodeBinary() {
	const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	return existsSync(own) ? own : process.execPath;
}

/** What must not reach a child: settings of another n8n, and what tells it that it is under test, which mutes it. */
const NOT_INHERITED = /^(N8N|DB|QUEUE|EXECUTIONS|AZURITE|JEST)_|^(NODE_ENV|NODE_OPTIONS|NODE_PATH)$/;

/** What a child inherits: no such settings, and no proxy that would swallow 127.0.0.1. */
function childEnvironment(extra = {}) {
	const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
	const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
	return {
		...Object.fromEntries(inherited),
		PATH: [join(root, 'node_modules', 'node', 'bin'), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		...extra,
	};
}

/** One hash over files and folders: it changes when any of them does. */
function hashOf(paths) {
	const hash = createHash('sha256');
	for (const path of paths.flatMap(filesUnder)) hash.update(path).update('\0').update(readFileSync(join(root, path)));
	return hash.digest('hex');
}

function filesUnder(path) {
	const full = join(root, path);
	if (!existsSync(full)) return [];
	if (!statSync(full).isDirectory()) return [path];
	return readdirSync(full).sort().flatMap((name) => filesUnder(`${path}/${name}`));
}

/** What the build reads. */
const SOURCES = ['scripts/build', 'core', 'nodes', 'credentials', 'icons', 'gulpfile.js', 'tsconfig.json', 'package.json'];
const buildStamp = join(root, '.local', 'built');

/** What `dist` is made of just now; `noteBuild` says that it was made of that. */
function sourcesHash() {
	return hashOf(SOURCES);
}

/** @param {string} [hash] without one, there is no build any more */
function noteBuild(hash = '') {
	mkdirSync(dirname(buildStamp), { recursive: true });
	writeFileSync(buildStamp, hash);
}

/** Whether `dist` is what a build would make of the sources now: it takes half a minute. */
function isBuilt() {
	return existsSync(join(root, 'dist')) && existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === sourcesHash();
}

module.exports = { root, localFolder, nodeBinary, childEnvironment, hashOf, isBuilt, noteBuild, sourcesHash };
