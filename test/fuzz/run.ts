import { appendFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { corpusOf } from './corpus';
import { fuzz, type Report } from './engine';
import { SUBJECTS } from './subjects';
import { tableOf } from './table';

/**
 * `node run.cjs <file for reports> <folder of the corpus>`, or `--names`. Reads FUZZ (inputs for each parser), FUZZ_SEED and FUZZ_PARSER (names, by commas).
 * A report is a line of JSON.
 */
const SHORT = 600;
const LONGEST_SILENCE_S = 60;

async function main([out, corpus]: string[]): Promise<void> {
	const { FUZZ, FUZZ_SEED = '1', FUZZ_PARSER } = process.env;
	const wanted = FUZZ_PARSER?.split(',');
	const beat = watched();
	const reports: Report[] = [];
	for (const [at, subject] of SUBJECTS.entries()) {
		if (wanted && !wanted.includes(subject.name)) continue;
		const inputs = FUZZ ? Number(FUZZ) : Math.ceil(SHORT * (subject.share ?? 1));
		const report = await fuzz(subject, { inputs, seed: Number(FUZZ_SEED), corpus: corpusOf(corpus, subject.name), onInput: () => Atomics.add(beat, 0, 1) });
		Atomics.store(beat, 1, at + 1);
		appendFileSync(out, `${JSON.stringify(report)}\n`);
		reports.push(report);
		if (FUZZ) process.stdout.write(`${tableOf([report])}\n`);
	}
	process.stdout.write(`${tableOf(reports)}\n`);
	process.exit(0);
}

/** Ends the process when one input goes on for ever; the report says then whose it was, by being missing. */
function watched(): Int32Array {
	const beat = new Int32Array(new SharedArrayBuffer(8));
	const code = `
		const { workerData: beat } = require('node:worker_threads');
		let last = -1, silent = 0;
		setInterval(() => {
			const now = Atomics.load(beat, 0);
			silent = now === last ? silent + 1 : 0;
			last = now;
			if (silent >= ${LONGEST_SILENCE_S}) {
				require('node:fs').writeSync(2, 'input ' + now + ' does not end\\n');
				process.kill(process.pid, 'SIGKILL');
			}
		}, 1000);`;
	new Worker(code, { eval: true, workerData: beat }).unref();
	return beat;
}

process.on('unhandledRejection', (error) => {
	process.stderr.write(`a rejection that nobody heard of: ${error instanceof Error ? error.stack : String(error)}\n`);
	process.exit(3);
});
process.on('beforeExit', () => {
	process.stderr.write('nothing is left to wait for, and an input has not ended\n');
	process.exit(4);
});

if (process.argv[2] === '--names') {
	process.stdout.write(JSON.stringify(SUBJECTS.map(({ name, modules }) => ({ name, modules }))));
	process.exit(0);
} else void main(process.argv.slice(2));
