/**
 * A program that is started with the machine's own Node.js (20 or later) goes on in the newer one that
 * scripts/bootstrap.mjs brings. Calling `node` would not do: in a fresh clone the shell of an npm script has looked it
 * up before the newer one was there.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import orphan from './orphan.js';
import project from './project.js';

const WANTED_MAJOR = 24;

/**
 * Returns where the Node.js is new enough; elsewhere it never does, and the process ends as the newer one's ends.
 * @param {string} program its `import.meta.url`
 */
export async function continueOnNewerNode(program) {
	if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return;
	const node = project.nodeBinary();
	if (node === process.execPath) {
		console.error(`Node.js ${WANTED_MAJOR} is missing; this is ${process.version}. Install it with: node scripts/bootstrap.mjs`);
		process.exit(1);
	}
	const child = spawn(node, [fileURLToPath(program), ...process.argv.slice(2)], { stdio: 'inherit' });
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	orphan.whenOrphaned(() => child.kill('SIGTERM'));
	child.once('exit', (code) => process.exit(code ?? 1));
	await new Promise(() => {});
}
