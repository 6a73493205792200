/**
 * Runs scripts of package.json at once, each on a core of its own where there is one, and shows what each said when it is over:
 * `node scripts/side-by-side.mjs build lint types`.
 */
import { spawn } from 'node:child_process';

const failed = await Promise.all(process.argv.slice(2).map(run));
process.exit(failed.some(Boolean) ? 1 : 0);

/** Resolves with whether it failed. */
async function run(script) {
	const startedAt = Date.now();
	const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
	const said = [];
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
	const code = await new Promise((resolve) => child.once('error', (error) => resolve(error.message)).once('close', resolve));
	const seconds = Math.round((Date.now() - startedAt) / 1_000);
	process.stdout.write(`${Buffer.concat(said)}${script}: ${code === 0 ? 'ok' : `FAILED (${code})`}, ${seconds} s\n`);
	return code !== 0;
}
