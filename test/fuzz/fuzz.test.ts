import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Report } from './engine';
import { UNFUZZED } from './unfuzzed';
import { bundle } from './bundle';

const ROOT = join(__dirname, '../..');
const CORPUS = join(__dirname, 'corpus');
const { file, modules } = bundle();
const REPORTS = join(dirname(file), 'reports.jsonl');
const subjects = JSON.parse(execFileSync(process.execPath, [file, '--names'], { encoding: 'utf8' })) as Array<{ name: string; modules: string[] }>;
const wanted = process.env.FUZZ_PARSER?.split(',');
const chosen = subjects.filter(({ name }) => wanted?.includes(name) ?? true);
const A_DAY_MS = 86_400_000;

let ended: { code: number | null; said: string };
let reports: Map<string, Report>;

beforeAll(async () => {
	mkdirSync(dirname(REPORTS), { recursive: true });
	rmSync(REPORTS, { force: true });
	ended = await run();
	const lines = existsSync(REPORTS) ? readFileSync(REPORTS, 'utf8').split('\n').filter(Boolean) : [];
	reports = new Map(lines.map((line) => JSON.parse(line) as Report).map((report) => [report.name, report]));
}, A_DAY_MS);

/** In a process of its own, in which memory can be measured, and which may end without taking jest with it. */
async function run(): Promise<typeof ended> {
	const child = spawn(process.execPath, ['--expose-gc', '--max-old-space-size=1024', '--enable-source-maps', file, REPORTS, CORPUS], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	child.stdout.on('data', (data) => void process.stdout.write(data));
	child.stderr.on('data', (data) => void (said += data));
	return await new Promise((resolve) => void child.on('close', (code) => resolve({ code, said })));
}

test.each(chosen.map(({ name }) => name))('%s', (name) => {
	const report = reports.get(name);
	if (!report) throw new Error(`the process ended (${ended.code}) before or within it: ${ended.said.slice(-2_000)}`);
	expect(report.findings).toEqual([]);
	expect(report.accepted).toBeGreaterThan(0);
});

test('all of them came to their end', () => {
	expect(ended).toEqual({ code: 0, said: '' });
});

describe('every module that reads what comes from outside', () => {
	const READS = /^export (?:async )?(?:function\*? |const )(?:parse|read|decode|recognise|detect)[A-Z]\w*|JSON\.parse\(|class \w*(?:Parser|Reader|Splitter|Decoder)\b/m;
	const covered = new Set(subjects.flatMap((subject) => subject.modules));
	const files = readdirSync(join(ROOT, 'core'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => `core/${path.replaceAll('\\', '/').slice(0, -3)}`);

	test('is fuzzed, or it is written down why not', () => {
		const reading = files.filter((path) => READS.test(readFileSync(join(ROOT, `${path}.ts`), 'utf8')));
		expect(reading.filter((path) => !covered.has(path) && !Object.hasOwn(UNFUZZED, path))).toEqual([]);
	});

	test('what is named is there, and is loaded', () => {
		const loaded = new Set(modules.map((path) => path.replaceAll('\\', '/').slice(0, -3)));
		expect([...covered].filter((path) => !loaded.has(path))).toEqual([]);
		expect(Object.keys(UNFUZZED).filter((path) => !files.includes(path) || covered.has(path))).toEqual([]);
	});
});

test('the corpus is of parsers that there are', () => {
	expect(readdirSync(CORPUS).filter((name) => !subjects.some((subject) => subject.name === name))).toEqual([]);
});
