/** What the process with the servers and the one with the package tell each other. */
export const SERVICES = ['azure', 's3', 'sftp', 'ftps', 'folder'] as const;
export type Service = (typeof SERVICES)[number];
export type Side = 'source' | 'target';

/** How to reach a server, through its proxy; a folder has a path alone. */
export interface Where {
	service: Service;
	port: number;
	caCertificate: string;
	user: string;
	password: string;
	path: string;
}

/** One export job: from a service to a service, and what it does besides. */
export interface JobPlan {
	name: string;
	source: Service;
	target: Service;
	/** Ends in `/`. */
	sourceFolder: string;
	targetFolder: string;
	archives: boolean;
	deletes: boolean;
	cdr: boolean;
	metadata: boolean;
	oldestFirst: boolean;
}

/** Every service with every target. What else a job does is spread so that each target has some of it. */
export const JOBS: readonly JobPlan[] = SERVICES.flatMap((source, from) =>
	SERVICES.map((target, to): JobPlan => {
		const name = `${source}-${target}`;
		return {
			name,
			source,
			target,
			sourceFolder: `jobs/${name}/`,
			targetFolder: `${name}/`,
			archives: (from + to) % 5 === 2,
			deletes: (from + 2 * to) % 3 === 1,
			cdr: (2 * from + to) % 3 === 0,
			metadata: (from + 3 * to) % 5 === 4,
			oldestFirst: (from + to) % 4 === 3,
		};
	}),
);

/** Listed all the time. What is stable is there from the beginning to the end. */
export const STABLE = 'listed/stable/';
export const PASSING = 'listed/passing/';
export const WATCHED = 'watched/';
export const STABLE_FILES = 60;
export const LARGE = ['large-0.wav', 'large-1.wav'];
export const LARGE_BYTES = [9_500_000, 17_000_000];
export const TAGS = { case: 'seven' };

export function stableBytes(name: string): number {
	const large = LARGE.indexOf(name);
	return large === -1 ? 500 + (Number(/\d+/.exec(name)?.[0]) % 7) * 9_000 : LARGE_BYTES[large];
}

export interface Settings {
	seed: number;
	/** Where folders lie. */
	place: string;
	/** Between two files that come, for each folder. */
	everyMs: number;
	/** Put into the folder of what is stable, at each source: name and content. */
	stable: [name: string, content: Buffer][];
}

export type Ask =
	| { ask: 'begin'; settings: Settings }
	/** Faults, until they are to stop. */
	| { ask: 'storm' }
	| { ask: 'calm' }
	/** Nothing comes or goes any more. */
	| { ask: 'rest' }
	/** Writes down for the judge what is at the targets, and what was at the sources. */
	| { ask: 'dump'; folder: string }
	| { ask: 'state' };

export interface Begun {
	where: Record<Side, Where[]>;
}

export interface WorldState {
	/** That struck, or that a server was told to do. */
	faults: Record<string, number>;
	openSockets: number;
	openUploads: number;
	came: number;
	went: number;
}
