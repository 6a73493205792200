import { sha256 } from '../content';
import { JOBS, WATCHED, type JobPlan, type Service } from '../protocol';
import type { Served } from './servers';

/** One version of a file that was at a source. */
export interface Version {
	path: string;
	sha256: string;
	sizeBytes: number;
	/** `there` in the end; `gone`: the vendor took it away, or wrote another over it; `deleted`: somebody did who spoke the protocol. */
	state: 'there' | 'gone' | 'deleted';
}

interface Kept extends Version {
	content: () => Buffer;
}

/** What was at one source, and what became of it. */
export class Truth {
	/** What must not have happened, as it is seen while it happens. */
	readonly violations: string[] = [];
	readonly #versions: Kept[] = [];
	readonly #newest = new Map<string, Kept>();

	constructor(
		private readonly source: Served,
		private readonly targets: ReadonlyMap<Service, Served>,
	) {
		source.onRemoval = (path) => this.#removed(path);
	}

	/** Writes a file, or another version of one. */
	put(path: string, content: () => Buffer): void {
		const bytes = content();
		this.#end(path, 'gone');
		const version: Kept = { path, sha256: sha256(bytes), sizeBytes: bytes.length, state: 'there', content };
		this.#versions.push(version);
		this.#newest.set(path, version);
		this.source.put(path, bytes);
	}

	/** As the vendor does. */
	remove(path: string): void {
		if (!this.isThere(path)) return;
		this.#end(path, 'gone');
		this.source.remove(path);
	}

	isThere(path: string): boolean {
		return this.#newest.get(path)?.state === 'there' && this.source.content(path) !== undefined;
	}

	there(prefix: string): string[] {
		return [...this.#newest].filter(([path, { state }]) => state === 'there' && path.startsWith(prefix)).map(([path]) => path);
	}

	/** Of a folder nobody hears who takes something away. */
	look(): void {
		if (this.source.service !== 'folder') return;
		for (const [path, { state }] of this.#newest) if (state === 'there' && this.source.content(path) === undefined) this.#removed(path);
	}

	versions(prefix: string): Version[] {
		return this.#versions.filter(({ path }) => path.startsWith(prefix)).map(({ path, sha256: hash, sizeBytes, state }) => ({ path, sha256: hash, sizeBytes, state }));
	}

	#removed(path: string): void {
		const version = this.#newest.get(path);
		if (version?.state !== 'there') return;
		version.state = 'deleted';
		const job = JOBS.find(({ source, sourceFolder }) => source === this.source.service && path.startsWith(sourceFolder));
		if (!job?.deletes) this.violations.push(`${this.source.service}: ${path} was deleted by nobody who may`);
		else this.violations.push(...this.#missingAt(job, version).map((what) => `${job.name}: ${path} was deleted, and ${what}`));
	}

	/** Before it goes: its bytes are at the target, and the manifest there says so. */
	#missingAt(job: JobPlan, version: Kept): string[] {
		const target = this.targets.get(job.target);
		const paths = target?.paths().filter((path) => path.startsWith(job.targetFolder)) ?? [];
		const segments = paths.filter((path) => path.includes('/segments/')).map((path) => String(target?.content(path)));
		const lines = segments.flatMap((text) => text.split('\n')).filter((line) => line.includes(`"sha256":"${version.sha256}"`));
		if (lines.length === 0) return ['no segment at the target records it'];
		const { archive, target: name } = JSON.parse(lines[0]) as { archive?: string; target: string };
		const at = target?.content(job.targetFolder + (archive ?? name));
		if (!at) return [`${archive ?? name} is not at the target`];
		return archive !== undefined || at.equals(version.content()) ? [] : [`${name} at the target is something else`];
	}

	#end(path: string, state: 'gone'): void {
		const version = this.#newest.get(path);
		if (version?.state === 'there') version.state = state;
	}
}

/** Files that come, one after the other, by a seed; and go. */
export class Churn {
	came = 0;
	went = 0;
	#timers: NodeJS.Timeout[] = [];

	constructor(
		private readonly truth: Truth,
		private readonly service: Service,
		private readonly random: () => number,
		private readonly contentOf: (name: string, sizeBytes: number) => Buffer,
	) {}

	/** So that no folder is empty in the beginning. */
	seed(): void {
		for (const { sourceFolder } of this.#jobs()) for (let count = 0; count < 3; count++) this.#come(sourceFolder);
		this.#come(WATCHED);
	}

	begin(everyMs: number): void {
		const folders = [...this.#jobs().map(({ sourceFolder }) => sourceFolder), WATCHED];
		this.#timers = folders.map((folder) => setInterval(() => this.#change(folder), everyMs * (0.75 + this.random() / 2)));
	}

	end(): void {
		for (const timer of this.#timers) clearInterval(timer);
	}

	#jobs(): JobPlan[] {
		return JOBS.filter(({ source }) => source === this.service);
	}

	#change(folder: string): void {
		this.truth.look();
		this.#come(folder);
		const kind = this.random();
		const there = this.truth.there(folder);
		const one = there[Math.floor(this.random() * there.length)];
		const job = this.#jobs().find(({ sourceFolder }) => sourceFolder === folder);
		if (one === undefined || !this.truth.isThere(one)) return;
		if (kind < 0.12) {
			this.went++;
			this.truth.remove(one);
		} else if (kind < 0.2 && job && !this.#comparesLate(job)) {
			this.came++;
			this.#put(one);
		}
	}

	/** Who deletes by looking just before, deletes another version that comes in between. */
	#comparesLate({ deletes, source }: JobPlan): boolean {
		return deletes && (source === 'sftp' || source === 'ftps' || source === 'folder');
	}

	#come(folder: string): void {
		const number = this.came++;
		this.#put(`${folder}day ${number % 3}/call ${number}${number % 7 === 0 ? ' ünïcode' : ''}.wav`);
	}

	#put(path: string): void {
		const version = `${this.service}/${path}/${this.came}`;
		const isLarge = this.random() < 0.006;
		const most = isLarge ? 14_000_000 : 60_000;
		// No two versions have one size: those of servers of files are told apart by it.
		const sizeBytes = (isLarge ? 5_000_000 : 0) + Math.floor((this.random() ** 3 * most) / 5_000) * 5_000 + (this.came % 5_000);
		this.truth.put(path, () => this.contentOf(version, sizeBytes));
	}
}
