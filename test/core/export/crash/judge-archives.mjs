/**
 * Judges targets with archives with nothing of the package: every file of the source is whole in one archive that the manifest
 * counts, and in one only; each archive has a manifest of its own that says the same; nobody claims anything any more. Usage: node
 * judge-archives.mjs <folder of what was at the source> <target…>. Prints what is wrong, a line each.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const [, , originals, ...targets] = process.argv;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const linesOf = (bytes) => String(bytes).trimEnd().split('\n').map((line) => JSON.parse(line));

/** By the table of contents; small ones alone, without ZIP64. */
function entriesOf(zip) {
	const end = zip.length - 22;
	const entries = new Map();
	let at = zip.readUInt32LE(end + 16);
	for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
		const [method, packed, nameBytes, extraBytes, header] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt32LE(at + 42)];
		const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
		const content = zip.subarray(start, start + packed);
		entries.set(String(zip.subarray(at + 46, at + 46 + nameBytes)), method === 0 ? content : inflateRawSync(content));
		at += 46 + nameBytes + extraBytes;
	}
	return entries;
}

function judge(target) {
	const problems = [];
	const paths = filesIn(target).map((path) => path.slice(target.length + 1));
	const records = new Map();
	const recorded = new Map();
	for (const path of paths.filter((path) => path.includes('/segments/'))) {
		for (const line of linesOf(readFileSync(join(target, path)))) {
			if (line.type === 'archive') records.set(line.target, line);
			if (line.type === 'file') recorded.set(`${line.archive}/${line.target}`, line);
		}
	}

	const seen = new Map();
	for (const path of paths) {
		if (/\.upload-|\.(claim|intent|alive)$/.test(path)) problems.push(`${path} is left`);
		if (path.startsWith('.call-recordings/')) continue;
		const zip = readFileSync(join(target, path));
		if (records.get(path)?.sha256 !== sha256(zip)) problems.push(`${path} is not in the manifest as it is`);
		const entries = entriesOf(zip);
		const own = [...entries.keys()].at(-1);
		const said = new Map(linesOf(entries.get(own)).filter(({ type }) => type === 'file').map((line) => [line.target, line.sha256]));
		for (const [name, content] of entries) {
			if (/\.(about\.json|manifest\.jsonl)$/.test(name)) continue;
			const hash = sha256(content);
			if (seen.has(hash)) problems.push(`${name} is in ${path} and in ${seen.get(hash)}`);
			seen.set(hash, path);
			if (said.get(name) !== hash) problems.push(`${name} is not in the manifest of ${path} as it is`);
			if (recorded.get(`${path}/${name}`)?.sha256 !== hash) problems.push(`${name} in ${path} is not in the manifest as it is`);
		}
	}
	for (const path of filesIn(originals)) if (!seen.has(sha256(readFileSync(path)))) problems.push(`${path} is missing`);
	for (const [name, { sha256: hash }] of recorded) if (!seen.has(hash)) problems.push(`${name} is in the manifest, and not there`);
	return problems.map((problem) => `${basename(target)}: ${problem}`);
}

process.stdout.write(targets.flatMap(judge).join('\n'));
