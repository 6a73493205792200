/** What was asked for on the command line, checked. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { IS_SMOKE, jobsFor } from './jobs.mjs';

export const DIST = join(fileURLToPath(new URL('..', import.meta.url)), 'dist');

const ROUNDS = 3;

/** A job that does not exist, or no rounds, would measure nothing and pass. */
export function readOptions() {
	const { values } = parse();
	const rounds = Number(values.rounds ?? ROUNDS);
	if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds takes a whole number from 1: ${values.rounds}`);
	const jobs = jobsFor({ isFull: values.full, only: values.only });
	if (jobs.length === 0) fail(`No job begins with "${values.only}". There are: ${jobsFor({ isFull: true }).map(({ id }) => id).join(', ')}`);
	if (process.platform !== 'linux') fail('The bench reads memory and CPU from /proc, so it runs on Linux only.');
	if (!existsSync(join(DIST, 'core'))) fail('The package is not built. Run it as: npm run bench');
	return { ...values, jobs: jobs.map((job) => ({ ...job, rounds: values.rounds ? rounds : roundsOf(job, values) })) };
}

/** An n8n takes a quarter of a minute to start, for each run; far away, the peers take about as long. */
function roundsOf({ kind, isSlow, rounds = ROUNDS }, { full }) {
	return IS_SMOKE || ((kind === 'n8n' || isSlow) && !full) ? 1 : rounds;
}

function parse() {
	try {
		return parseArgs({
			options: {
				full: { type: 'boolean', default: false },
				rounds: { type: 'string' },
				only: { type: 'string' },
				http: { type: 'boolean', default: false },
			},
		});
	} catch (error) {
		fail(error.message);
	}
}

function fail(message) {
	console.error(message);
	process.exit(2);
}
