const childProcess = require('node:child_process');
const fs = require('node:fs');
const { join, resolve } = require('node:path');
const { tmpdir } = require('node:os');
const { promisify } = require('node:util');
const { seeContent, seeValue } = require('./seen.js');

const WATCHED = Symbol.for('secrets are watched');

/** Once in each process: these modules are those of all test files. */
function watchProcess() {
	if (fs[WATCHED]) return;
	fs[WATCHED] = true;
	for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync', 'fork']) before(childProcess, name, seeChild);
	for (const name of ['rm', 'rmSync', 'unlink', 'unlinkSync']) before(fs, name, seeFiles);
	for (const name of ['rm', 'unlink']) before(fs.promises, name, seeFiles);
	process.on('warning', (warning) => seeValue('warnings', warning.name, warning));
}

function before(module, name, look) {
	const original = module[name];
	const watched = function (...given) {
		look(name, given);
		return Reflect.apply(original, this, given);
	};
	const promisified = original[promisify.custom];
	if (promisified) {
		const promising = (...given) => {
			look(name, given);
			return Reflect.apply(promisified, undefined, given);
		};
		Object.defineProperty(watched, promisify.custom, { value: promising });
	}
	module[name] = watched;
}

/** Command line and environment: other users of the machine can read the one, its administrator both. */
function seeChild(name, given) {
	const [command, ...more] = given;
	const parameters = more.find(Array.isArray) ?? [];
	const options = more.find((one) => one !== null && typeof one === 'object' && !Array.isArray(one));
	seeContent('processes', `${name} ${command}`, parameters.join('\n'));
	const env = Object.entries(options?.env ?? {}).filter(([variable, value]) => process.env[variable] !== value);
	if (env.length > 0) seeContent('processes', `environment of ${command}`, env.map((pair) => pair.join('=')).join('\n'));
}

/** Of temporary files alone: those of a suite's own folder stay until all is searched. */
function seeFiles(name, [path]) {
	const full = resolve(String(path));
	if (!full.startsWith(tmpdir())) return;
	for (const file of filesUnder(full)) {
		try {
			seeContent('temporary files', file, fs.readFileSync(file));
		} catch {
			// Gone, or nobody may read it.
		}
	}
}

function filesUnder(path) {
	const stats = fs.lstatSync(path, { throwIfNoEntry: false });
	if (stats?.isFile()) return [path];
	if (!stats?.isDirectory()) return [];
	try {
		return fs.readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
	} catch {
		return [];
	}
}

module.exports = { watchProcess };
