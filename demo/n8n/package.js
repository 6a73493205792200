/** The package as users get it: `npm pack`, unpacked where n8n puts what it installs. */
const { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { childEnvironment, hashOf, isBuilt, localFolder, root } = require('../lib/project.js');
const { run } = require('../lib/processes.js');

const NAME = 'n8n-nodes-call-recordings';
const SOURCES = ['core', 'nodes', 'credentials', 'icons', 'gulpfile.js', 'tsconfig.json', 'package.json', 'README.md', 'LICENSE'];
const folder = join(localFolder, 'package');
const stamp = join(folder, '.packed');

/**
 * Builds and packs, each when the sources have changed since the last time.
 * @returns {Promise<string>} the tarball
 */
async function packedTarball() {
	const wanted = hashOf(SOURCES);
	const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
	if (!isFresh) {
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		if (!isBuilt()) await must('npm', ['run', '--silent', 'build'], root);
		await must('npm', ['pack', '--silent', '--pack-destination', folder], root);
		writeFileSync(stamp, wanted);
	}
	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (!tarball) throw new Error(`npm pack left nothing in ${folder}`);
	return join(folder, tarball);
}

/**
 * @param {string} nodesFolder n8n's `.n8n/nodes`
 * @returns {Promise<string>} the folder of the package
 */
async function unpackInto(nodesFolder) {
	const target = join(nodesFolder, 'node_modules', NAME);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	await must('tar', ['-xzf', await packedTarball(), '--strip-components=1', '-C', target], target);
	return target;
}

async function must(command, parameters, cwd) {
	const { code, stdout, stderr } = await run({ command, parameters, cwd, env: childEnvironment(), timeoutMs: 300_000 });
	if (code !== 0) throw new Error(`${command} ${parameters.join(' ')} failed:\n${stdout}${stderr}`);
}

module.exports = { packedTarball, unpackInto, NAME };
