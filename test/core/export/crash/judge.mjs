/**
 * Judges a target of the crash suite with nothing of the package: every file of the source is there once and whole, nothing
 * else is, and the manifest says so. Usage: node judge.mjs <folder of what was at the source> <target> [metadata]. Prints
 * what is wrong, a line each.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [, , originals, target, withMetadata] = process.argv;
const problems = [];
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

const wanted = new Map(filesIn(originals).map((path) => [sha256(readFileSync(path)), path]));
const recorded = new Map();
const segments = new Map();

for (const path of filesIn(target).filter((path) => path.includes('/segments/'))) {
	const bytes = readFileSync(path);
	const hash = sha256(bytes);
	if (!basename(path).includes(hash)) problems.push(`segment ${basename(path)} is not what its name says`);
	const [header, ...lines] = String(bytes).trimEnd().split('\n').map((line) => JSON.parse(line));
	segments.set(hash, header);
	for (const line of lines) if (line.type === 'file') recorded.set(line.target, line);
}
for (const { run, number, previous } of segments.values()) {
	for (const hash of previous) if (!segments.has(hash)) problems.push(`segment ${number} of ${run} names one that is not there`);
}

const seen = new Set();
for (const path of filesIn(target)) {
	const name = path.slice(target.length + 1);
	if (name.startsWith('.call-recordings/')) {
		if (/\.upload-/.test(name)) problems.push(`a piece of an upload is left: ${name}`);
		continue;
	}
	if (withMetadata && name.endsWith('.metadata.json')) continue;
	const hash = sha256(readFileSync(path));
	if (!wanted.has(hash)) problems.push(`${name} is no file of the source`);
	if (seen.has(hash)) problems.push(`${name} is there twice`);
	seen.add(hash);
	if (recorded.get(name)?.sha256 !== hash) problems.push(`${name} is not in the manifest as it is`);
	if (withMetadata && JSON.parse(readFileSync(`${path}.metadata.json`)).export.sha256 !== hash) problems.push(`the metadata of ${name} is of another file`);
}
for (const [hash, path] of wanted) if (!seen.has(hash)) problems.push(`${path} is missing`);
for (const name of recorded.keys()) if (name !== undefined && !filesIn(target).includes(join(target, name))) problems.push(`${name} is in the manifest, and not there`);
process.stdout.write(problems.join('\n'));
