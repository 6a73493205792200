/**
 * Judges targets of the crash suite with nothing of the package: every file of the source is there once and whole, nothing
 * else is, the manifest says so and is whole itself, and so are the call detail records. Usage:
 * node judge.mjs <folder of what was at the source> <what it may expect, comma-separated> <target…>. Prints what is wrong, a line each.
 *
 * metadata: a file of metadata beside each file. cdr: call detail records of every run that exported something.
 * unfinished: files and call detail records may be missing, or not in the manifest yet; what there is must be whole all the same.
 * pieces: pieces of uploads may be left, under the names that hide them; a run takes them away when they are an hour old.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [, , originals, expectations, ...targets] = process.argv;
const expects = new Set(expectations.split(','));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

const wanted = new Map(filesIn(originals).map((path) => [sha256(readFileSync(path)), path]));

function readManifest(paths, problem) {
	const segments = new Map();
	for (const path of paths.filter((path) => /\/segments\/\d+\/[^.]/.test(path))) {
		const bytes = readFileSync(path);
		const hash = sha256(bytes);
		if (!basename(path).endsWith(`-${hash}.jsonl`)) problem(`segment ${basename(path)} is not what its name says`);
		const [header, ...lines] = String(bytes).trimEnd().split('\n').map((line) => JSON.parse(line));
		segments.set(hash, { header, lines });
	}
	return segments;
}

function judgeChain(segments, problem) {
	const runs = new Map();
	for (const [hash, { header }] of segments) {
		for (const previous of header.previous) if (!segments.has(previous)) problem(`segment ${header.number} of ${header.run} names one that is not there`);
		const numbers = runs.get(header.run) ?? new Map();
		if (numbers.has(header.number)) problem(`segment ${header.number} of ${header.run} is there twice`);
		runs.set(header.run, numbers.set(header.number, { hash, previous: header.previous }));
	}
	for (const [run, numbers] of runs) {
		for (let number = 1; number <= numbers.size; number++) {
			const before = numbers.get(number - 1)?.hash;
			if (!numbers.has(number)) problem(`segment ${number} of ${run} is missing`);
			else if (number > 1 && !numbers.get(number).previous.includes(before)) problem(`segment ${number} of ${run} does not name the one before`);
		}
	}
}

function judgeCallRecords(target, lines, problem) {
	const records = new Map();
	for (const { line } of lines) if (line.type === 'cdr') records.set(line.run, line);
	const filesOf = new Map();
	for (const { run, line } of lines) if (line.type === 'file') filesOf.set(run, [...(filesOf.get(run) ?? []), line]);
	for (const [run, files] of filesOf) {
		const record = records.get(run);
		if (!record) {
			if (!expects.has('unfinished')) problem(`${run} has no call detail records`);
			continue;
		}
		const bytes = readFileSync(join(target, record.target));
		if (sha256(bytes) !== record.sha256) problem(`the call detail records of ${run} are not what the manifest says`);
		const [, ...rows] = String(bytes).trimEnd().split('\r\n');
		if (rows.length !== files.length) problem(`${run} exported ${files.length} files, and has ${rows.length} call detail records`);
		for (const file of files) if (rows.filter((row) => row.includes(`,${file.target},`)).length !== 1) problem(`${file.target} is not once in the call detail records of ${run}`);
	}
	return new Set([...records.values()].map((record) => record.target));
}

function judge(target) {
	const problems = [];
	const problem = (text) => problems.push(`${basename(target)}: ${text}`);
	const paths = filesIn(target);
	const names = new Set(paths.map((path) => path.slice(target.length + 1)));
	const segments = readManifest(paths, problem);
	judgeChain(segments, problem);
	const lines = [...segments.values()].flatMap(({ header, lines: all }) => all.map((line) => ({ run: header.run, line })));
	const recorded = new Map(lines.filter(({ line }) => line.type === 'file').map(({ line }) => [line.target, line]));
	const callRecords = expects.has('cdr') ? judgeCallRecords(target, lines, problem) : new Set();
	const seen = new Set();
	for (const name of names) {
		if (/\.upload-/.test(name)) {
			if (!expects.has('pieces')) problem(`a piece of an upload is left: ${name}`);
			continue;
		}
		if (name.startsWith('.call-recordings/') || callRecords.has(name)) continue;
		if (expects.has('metadata') && name.endsWith('.metadata.json')) continue;
		const hash = sha256(readFileSync(join(target, name)));
		if (!wanted.has(hash)) problem(`${name} is no file of the source`);
		if (seen.has(hash)) problem(`${name} is there twice`);
		seen.add(hash);
		if (recorded.get(name)?.sha256 !== hash && !(expects.has('unfinished') && !recorded.has(name))) problem(`${name} is not in the manifest as it is`);
		if (expects.has('metadata') && JSON.parse(readFileSync(join(target, `${name}.metadata.json`))).export.sha256 !== hash) problem(`the metadata of ${name} is of another file`);
	}
	if (!expects.has('unfinished')) for (const [hash, path] of wanted) if (!seen.has(hash)) problem(`${path} is missing`);
	for (const name of recorded.keys()) if (name !== undefined && !names.has(name)) problem(`${name} is in the manifest, and not there`);
	return problems;
}

process.stdout.write(targets.flatMap(judge).join('\n'));
