/**
 * Judges what a soak left, with nothing of the package: each file that was at a source is at its target once and whole, nothing else is,
 * the manifest says so and is whole itself; archives, call detail records and metadata say the same; what was to be deleted is deleted,
 * and nothing else was; triggers handed on each file once. Usage: node judge.mjs <folder that the servers wrote>. Prints what it counted, and
 * then what is wrong, a line each.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const [, , dump] = process.argv;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const readJson = (...parts) => JSON.parse(readFileSync(join(dump, ...parts), 'utf8'));
const linesOf = (bytes) => String(bytes).trimEnd().split('\n').map((line) => JSON.parse(line));
const counts = { jobs: 0, files: 0, bytes: 0, archives: 0, segments: 0, rows: 0, deleted: 0, emitted: 0, unrecorded: 0 };

/** By the table of contents; without ZIP64. */
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

class Job {
	constructor(name) {
		this.name = name;
		this.problems = [];
		const { job, versions, listed } = readJson(name, 'truth.json');
		Object.assign(this, { job, versions, listed: new Map(listed.map((file) => [file.name, file])) });
		this.versionOf = new Map(versions.map((version) => [version.sha256, version]));
		/** Paths at the target, or in archives, by the hash of what is there. */
		this.places = new Map();
		this.claimed = new Set();
	}

	problem(text) {
		this.problems.push(`${this.name}: ${text}`);
	}

	content(name) {
		return readFileSync(join(dump, this.name, 'target', name));
	}

	judge() {
		for (const name of this.listed.keys()) {
			if (/\.(claim|intent|alive)$/.test(name)) this.problem(`${name} is left`);
			if (/\.upload-[^/]*$/.test(name)) this.problem(`${name} is a piece that was left`);
		}
		this.readManifest();
		this.judgeChain();
		this.judgeFiles();
		this.judgeArchives();
		this.judgeContents();
		this.judgeCallRecords();
		this.judgeDeletions();
		for (const [name, { sha256: hash }] of this.listed) {
			if (this.claimed.has(name) || name.startsWith('.call-recordings/')) continue;
			if (this.wasGone(hash)) counts.unrecorded++;
			else this.problem(`${name} is at the target, and nobody knows it`);
		}
		return this.problems;
	}

	/** Written, and gone at the source before a run could adopt and record it. */
	wasGone(hash) {
		return this.versionOf.get(hash)?.state === 'gone';
	}

	readManifest() {
		this.segments = new Map();
		for (const name of this.listed.keys()) {
			if (!/^\.call-recordings\/[^/]+\/segments\//.test(name)) continue;
			const bytes = this.content(name);
			const hash = sha256(bytes);
			if (!basename(name).endsWith(`-${hash}.jsonl`)) this.problem(`segment ${basename(name)} is not what its name says`);
			const [header, ...lines] = linesOf(bytes);
			this.segments.set(hash, { header, lines });
		}
		counts.segments += this.segments.size;
		this.lines = [...this.segments.values()].flatMap(({ header, lines }) => lines.map((line) => ({ run: header.run, line })));
		this.files = this.lines.flatMap(({ line }) => (line.type === 'file' ? [line] : []));
	}

	judgeChain() {
		const runs = new Map();
		for (const [hash, { header }] of this.segments) {
			for (const previous of header.previous) if (!this.segments.has(previous)) this.problem(`segment ${header.number} of ${header.run} names one that is not there`);
			const numbers = runs.get(header.run) ?? new Map();
			if (numbers.has(header.number)) this.problem(`segment ${header.number} of ${header.run} is there twice`);
			runs.set(header.run, numbers.set(header.number, { hash, previous: header.previous }));
		}
		for (const [run, numbers] of runs) {
			for (let number = 1; number <= numbers.size; number++) {
				if (!numbers.has(number)) this.problem(`segment ${number} of ${run} is missing`);
				else if (number > 1 && !numbers.get(number).previous.includes(numbers.get(number - 1)?.hash)) this.problem(`segment ${number} of ${run} does not name the one before`);
			}
		}
	}

	/** Of those that lie by themselves, each is as the manifest says; and nothing is said of what is not there. */
	judgeFiles() {
		for (const { target, sha256: hash, archive, source, metadata } of this.files) {
			if (archive !== undefined) continue;
			const there = this.listed.get(target);
			this.claimed.add(target);
			if (!there) this.problem(`${target} is in the manifest, and not there`);
			else if (there.sha256 !== hash) this.problem(`${target} is not what the manifest says`);
			else this.found(hash, target);
			this.judgeSource(source, hash);
			if (this.job.metadata !== (metadata !== undefined)) this.problem(`metadata of ${target}: ${metadata?.target}`);
			if (metadata) this.judgeMetadata(metadata, hash, (name) => (this.listed.has(name) ? this.content(name) : undefined));
		}
	}

	judgeSource(source, hash) {
		const version = this.versionOf.get(hash);
		if (!version) this.problem(`the manifest has ${source.path} with bytes that were never at the source`);
		else if (!source.path.endsWith(version.path)) this.problem(`the manifest has ${version.path} under ${source.path}`);
	}

	judgeMetadata(metadata, hash, content) {
		this.claimed.add(metadata.target);
		const bytes = content(metadata.target);
		if (!bytes) this.problem(`${metadata.target} is in the manifest, and not there`);
		else if (JSON.parse(bytes).export.sha256 !== hash) this.problem(`${metadata.target} is of another file`);
	}

	found(hash, place) {
		this.places.set(hash, (this.places.get(hash) ?? new Set()).add(place));
	}

	judgeArchives() {
		const recorded = new Map();
		for (const line of this.files) if (line.archive !== undefined) recorded.set(`${line.archive}/${line.target}`, line);
		const seen = new Set();
		for (const { line: record } of this.lines) {
			if (record.type !== 'archive' || this.claimed.has(record.target)) continue;
			this.claimed.add(record.target);
			// It could not be read back, and stays; nothing in it counts.
			if (record.rejected !== undefined) continue;
			const zip = this.listed.has(record.target) ? this.content(record.target) : undefined;
			if (!zip) this.problem(`${record.target} is in the manifest, and not there`);
			else if (sha256(zip) !== record.sha256) this.problem(`${record.target} is not what the manifest says`);
			else this.judgeArchive(record, entriesOf(zip), recorded, seen);
			counts.archives++;
		}
		for (const name of recorded.keys()) if (!seen.has(name)) this.problem(`${name} is in the manifest, and not in its archive`);
	}

	judgeArchive(record, entries, recorded, seen) {
		const own = [...entries.keys()].at(-1);
		const said = new Map(linesOf(entries.get(own)).filter(({ type }) => type === 'file').map((line) => [line.target, line.sha256]));
		for (const [name, content] of entries) {
			if (/\.(about\.json|manifest\.jsonl|metadata\.json)$/.test(name)) continue;
			const hash = sha256(content);
			const line = recorded.get(`${record.target}/${name}`);
			seen.add(`${record.target}/${name}`);
			if (said.get(name) !== hash) this.problem(`${name} is not in the manifest of ${record.target} as it is`);
			if (line?.sha256 !== hash) this.problem(`${name} in ${record.target} is not in the manifest as it is`);
			else this.judgeSource(line.source, hash);
			if (line?.metadata) this.judgeMetadata(line.metadata, hash, (entry) => entries.get(entry));
			this.found(hash, `${record.target}/${name}`);
		}
	}

	/** Whole, by the hash; once; and all of them. Of what the vendor took away or wrote over, there was not always a run. */
	judgeContents() {
		for (const { path, sha256: hash, sizeBytes, state } of this.versions) {
			const places = [...(this.places.get(hash) ?? [])];
			if (places.length > 1) this.problem(`${path} is there more than once: ${places.join(', ')}`);
			if (places.length === 0 && state !== 'gone') this.problem(`${path} (${sizeBytes} bytes, ${state} at the source) is missing`);
			counts.files += places.length;
			counts.bytes += places.length * sizeBytes;
		}
		for (const [name, { sha256: hash }] of this.listed) if (name.startsWith('exported/') && !name.endsWith('.metadata.json') && !this.versionOf.has(hash)) this.problem(`${name} has bytes that were never at the source`);
	}

	/** Of each run that exported something; a row for each of its files. */
	judgeCallRecords() {
		const records = new Map();
		for (const { line } of this.lines) {
			if (line.type !== 'cdr') continue;
			records.set(line.run, line);
			this.claimed.add(line.target);
		}
		if (!this.job.cdr) return;
		const filesOf = Map.groupBy(this.lines.filter(({ line }) => line.type === 'file'), ({ run }) => run);
		for (const [run, files] of filesOf) {
			const record = records.get(run);
			if (!record || !this.listed.has(record.target)) {
				this.problem(`${run} exported ${files.length} files, and has no call detail records`);
				continue;
			}
			const bytes = this.content(record.target);
			if (sha256(bytes) !== record.sha256) this.problem(`the call detail records of ${run} are not what the manifest says`);
			const [, ...rows] = String(bytes).trimEnd().split('\r\n');
			counts.rows += rows.length;
			if (rows.length !== files.length) this.problem(`${run} exported ${files.length} files, and has ${rows.length} call detail records`);
		}
	}

	/** Who deletes has nothing left that it exported; and each deletion is in the manifest. */
	judgeDeletions() {
		const noted = new Set(this.lines.flatMap(({ line }) => (line.type === 'deletion' ? [line.source.path] : [])));
		for (const { path, sha256: hash, state } of this.versions) {
			if (state === 'deleted') counts.deleted++;
			if (state === 'deleted' && ![...noted].some((source) => source.endsWith(path))) this.problem(`${path} was deleted, and no manifest says so`);
			if (this.job.deletes && state === 'there' && this.places.has(hash)) this.problem(`${path} is exported, and was never deleted`);
		}
	}
}

function judgeTriggers(watched, emitted) {
	const problems = [];
	for (const [service, versions] of Object.entries(watched)) {
		const counted = emitted[service] ?? {};
		for (const { path, state } of versions) {
			const times = counted[path] ?? 0;
			counts.emitted += times;
			if (times > 1 || (times === 0 && state === 'there')) problems.push(`the trigger on ${service} handed ${path} on ${times} times`);
		}
		const known = new Set(versions.map(({ path }) => path));
		for (const path of Object.keys(counted)) if (!known.has(path)) problems.push(`the trigger on ${service} handed on ${path}, which never was`);
	}
	return problems;
}

const { watched, strangers, violations } = readJson('world.json');
const names = readdirSync(dump).filter((name) => existsSync(join(dump, name, 'truth.json')));
counts.jobs = names.length;
const problems = [...violations, ...strangers.map((path) => `${path} is of no job`), ...judgeTriggers(watched, readJson('emitted.json')), ...names.flatMap((name) => new Job(name).judge())];
if (counts.jobs === 0 || counts.files === 0 || counts.emitted === 0 || counts.deleted === 0 || counts.archives === 0 || counts.rows === 0) problems.push('there was nothing to judge');
process.stdout.write([`judged: ${JSON.stringify(counts)}`, ...problems].join('\n'));
