/** Who does a job: ours first, since the report compares everybody else with it. Each run is a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { measureRclone } from './rclone.mjs';

const run = promisify(execFile);
const LIMIT_MS = 300_000;

/** @param bench what `openBench` made */
export function clientsFor(service, place, { dist, env, rclone, signal }) {
	const inNode = (name) => async (job) => {
		const program = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
		const parameters = ['--no-deprecation', program, JSON.stringify({ service, place, dist, ...job })];
		const { stdout } = await run(process.execPath, parameters, { timeout: LIMIT_MS, env, signal });
		return JSON.parse(stdout);
	};
	return {
		ours: inNode('ours'),
		...(rclone ? { rclone: async (job) => await measureRclone({ service, place, env, signal, ...job }) } : {}),
		'bare SDK': inNode('sdk'),
	};
}
