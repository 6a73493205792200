import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomNumbers } from '../../random';
import { contentOf, sha256 } from '../content';
import { JOBS, PASSING, STABLE, WATCHED, type Ask, type Begun, type Settings, type Side, type WorldState } from '../protocol';
import { serveAll, type Served } from './servers';
import { Storm } from './storm';
import { Churn, Truth } from './truth';

/** Servers, their proxies, and the files that come and go: a process of its own, so that the other one has the package alone. */
class World {
	static async begin({ seed, place, stable, everyMs }: Settings): Promise<World> {
		const world = new World(await serveAll(place), seed);
		for (const [name, content] of stable) for (const source of world.#of('source')) source.put(STABLE + name, content);
		for (const churn of world.#churns) {
			churn.seed();
			churn.begin(everyMs);
		}
		world.#pass(everyMs);
		return world;
	}

	readonly #truths: Truth[];
	readonly #churns: Churn[];
	readonly #storms: Storm[];
	readonly #timers: NodeJS.Timeout[] = [];

	private constructor(
		private readonly servers: Served[],
		seed: number,
	) {
		const targets = new Map(this.#of('target').map((target) => [target.service, target]));
		this.#truths = this.#of('source').map((source) => new Truth(source, targets));
		this.#churns = this.#of('source').map(({ service }, at) => new Churn(this.#truths[at], service, randomNumbers(seed * 1_000 + at), contentOf));
		this.#storms = servers.map((served, at) => new Storm(served, seed * 1_000 + 100 + at));
	}

	get where(): Begun['where'] {
		return { source: this.#of('source').map(({ where }) => where), target: this.#of('target').map(({ where }) => where) };
	}

	storm(): void {
		for (const storm of this.#storms) storm.begin();
	}

	calm(): void {
		for (const storm of this.#storms) storm.end();
		for (const served of this.servers) served.forget();
	}

	rest(): void {
		this.calm();
		for (const churn of this.#churns) churn.end();
		for (const timer of this.#timers) clearInterval(timer);
		for (const truth of this.#truths) truth.look();
	}

	state(): WorldState {
		const faults: Record<string, number> = {};
		for (const { counts } of this.#storms) for (const [kind, count] of Object.entries(counts)) faults[kind] = (faults[kind] ?? 0) + count;
		const sum = (count: (served: Served) => number) => this.servers.reduce((total, served) => total + count(served), 0);
		const counted = (field: 'came' | 'went') => this.#churns.reduce((total, churn) => total + churn[field], 0);
		return { faults, openSockets: sum((served) => served.openSockets()), openUploads: sum((served) => served.openUploads()), came: counted('came'), went: counted('went') };
	}

	/** For each job: what was at its source, a list of what is at its target, and what of it a judge has to read. */
	dump(folder: string): void {
		for (const truth of this.#truths) truth.look();
		for (const job of JOBS) {
			const target = this.#of('target').find(({ service }) => service === job.target)!;
			const truth = this.#truths[this.#of('source').findIndex(({ service }) => service === job.source)];
			const listed = target.paths().flatMap((path) => {
				if (!path.startsWith(job.targetFolder)) return [];
				const content = target.content(path)!;
				const name = path.slice(job.targetFolder.length);
				if (!name.startsWith('exported/') || name.endsWith('.metadata.json')) write(join(folder, job.name, 'target', name), content);
				return [{ name, sizeBytes: content.length, sha256: sha256(content) }];
			});
			const below = (path: string) => path.slice(job.sourceFolder.length);
			const versions = truth.versions(job.sourceFolder).map((version) => ({ ...version, path: below(version.path) }));
			write(join(folder, job.name, 'truth.json'), JSON.stringify({ job, versions, listed }));
		}
		const watched = this.#of('source').map(({ service }, at) => [service, this.#truths[at].versions(WATCHED)]);
		const strangers = this.#of('target').flatMap((target) => target.paths().filter((path) => !JOBS.some((job) => job.target === target.service && path.startsWith(job.targetFolder))).map((path) => `${target.service}: ${path}`));
		write(join(folder, 'world.json'), JSON.stringify({ watched: Object.fromEntries(watched) as unknown, strangers, violations: this.#truths.flatMap(({ violations }) => violations) }));
	}

	#of(side: Side): Served[] {
		return this.servers.filter((served) => served.side === side);
	}

	/** Listed while they come and go. */
	#pass(everyMs: number): void {
		let number = 0;
		this.#timers.push(
			setInterval(() => {
				for (const source of this.#of('source')) source.put(`${PASSING}${number}.wav`, contentOf(String(number), 100));
				if (number >= 20) for (const source of this.#of('source')) source.remove(`${PASSING}${number - 20}.wav`);
				number++;
			}, everyMs / 4),
		);
	}
}

function write(path: string, content: Buffer | string): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, content);
}

let world: World | undefined;

async function answer(asked: Ask): Promise<unknown> {
	if (asked.ask === 'begin') {
		world = await World.begin(asked.settings);
		return { where: world.where };
	}
	if (asked.ask === 'dump') return world?.dump(asked.folder);
	return world?.[asked.ask]();
}

process.on('message', ({ id, asked }: { id: number; asked: Ask }) => {
	void answer(asked).then(
		(result) => process.send?.({ id, result }),
		(error: unknown) => process.send?.({ id, failure: error instanceof Error ? error.stack : String(error) }),
	);
});
process.on('disconnect', () => process.exit());
