/**
 * Parses a CSV file of 1,000,000 rows of 21 columns beside bare csv-parse: `node bench/csv.mjs [--rows 1000000]
 * [--rounds 3] [--only plain]`, after a build. In one file a field is quoted in every row, in the other none is.
 * Exits with 1 when ours takes more than a third of csv-parse's time, too much memory, or holds the event loop.
 */
import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { continueOnNewerNode } from '../demo/lib/newer-node.mjs';
import { printJob, summarize } from './report.mjs';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const LIMIT_MS = 300_000;
const MOST_OF_CSV_PARSE = 0.33;
const CLIENTS = { ours: 'csv-ours', 'csv-parse': 'csv-parse' };
/** What 8x8 writes into an index, in the order of its help page. */
const COLUMNS = ['CALL TYPE', 'START TIME', 'STOP TIME', 'AGENT NAME', 'CUSTOMER NUMBER', 'PHONE CHANNEL', 'CALLED NUMBER', 'CASEID', 'DURATION', 'FILENAME', 'DIRECTORY', 'ACCOUNT NUMBER', 'START TIME UTC', 'STOP TIME UTC', 'QUEUE', 'QUEUE NAME', 'TRANS ID', 'EXT VAR1', 'EXT VAR2', 'OUT DIAL CODE', 'WRAP UP CODE'];

await continueOnNewerNode(import.meta.url);
const { values } = parseArgs({
	options: { rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' }, only: { type: 'string' } },
});
process.exitCode = await main(Number(values.rows), Number(values.rounds));

async function main(rows, rounds) {
	const folder = mkdtempSync(join(tmpdir(), 'recordings-csv-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
	console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model}, Node.js ${process.version}`);
	const kinds = ['plain', 'quoted'].filter((kind) => !values.only || kind === values.only);
	let passed = kinds.length > 0;
	for (const kind of kinds) passed = (await measureKind(kind, rows, rounds, folder)) && passed;
	console.log(`\n${passed ? 'PASS' : 'FAIL'}`);
	return passed ? 0 : 1;
}

async function measureKind(kind, rows, rounds, folder) {
	const file = join(folder, `${kind}.csv`);
	const sizeBytes = writeIndex(file, rows, kind === 'quoted');
	const runs = { ours: [], 'csv-parse': [] };
	for (let round = 0; round < rounds; round++) {
		for (const client of Object.keys(CLIENTS)) runs[client].push(await measure(CLIENTS[client], file, rows));
	}
	rmSync(file);
	const title = `CSV, ${rows} rows of ${COLUMNS.length} columns, ${Math.round(sizeBytes / 1e6)} MB, ${kind === 'quoted' ? 'a field quoted in each' : 'no quotes'}`;
	const summary = summarize({ id: `csv-${kind}`, title }, runs);
	const { wall } = summary.ratios[0];
	summary.verdict.push({ what: 'per cent of csv-parse’s wall time', value: wall * 100, limit: MOST_OF_CSV_PARSE * 100, passed: wall <= MOST_OF_CSV_PARSE });
	printJob(summary);
	return summary.verdict.every((one) => one.passed);
}

async function measure(client, file, rows) {
	const job = { kind: 'parse', folder: file, dist: join(HERE, '..', 'dist') };
	const { stdout } = await run(process.execPath, [join(HERE, 'clients', `${client}.mjs`), JSON.stringify(job)], { timeout: LIMIT_MS });
	const cost = JSON.parse(stdout);
	if (cost.result !== (rows + 1) * COLUMNS.length) throw new Error(`${client} came to ${cost.result} fields`);
	return { ...cost, serverCpuMs: 0 };
}

function writeIndex(file, rows, isQuoted) {
	const handle = openSync(file, 'w');
	let text = `${COLUMNS.join(',')}\r\n`;
	let sizeBytes = 0;
	for (let row = 0; row < rows; row++) {
		text += line(row, isQuoted);
		if (text.length > 262_144 || row === rows - 1) {
			sizeBytes += writeSync(handle, text);
			text = '';
		}
	}
	closeSync(handle);
	return sizeBytes;
}

function line(row, isQuoted) {
	const number = String(row).padStart(7, '0');
	const minute = String(row % 60).padStart(2, '0');
	const agent = isQuoted ? `"Lovelace, Ada ${row % 97}"` : `Ada Lovelace ${row % 97}`;
	return `${row % 3 ? 'Inbound' : 'Outbound'},2026-11-01 09:${minute}:11,2026-11-01 09:${minute}:59,${agent},+1415555${number.slice(3)},Channel ${row % 7},+1408555${number.slice(3)},${100_000 + row},${row % 600},R2026110117${minute}11${number.slice(3)}.wav,S20261101,ACC-${number},2026-11-01 17:${minute}:11,2026-11-01 17:${minute}:59,Inbound,Support Tier ${row % 5},${number}-${number}-abcdef,data of the IVR ${number},more ${row % 1000},code ${row % 10},Resolved at first contact\r\n`;
}
