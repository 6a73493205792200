import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Capabilities, Capability } from '../../core/sources/capabilities';
import type { Source } from '../../core/sources/source';
import type { Harness, Opened } from './harness';
import { patience } from './checks/tools';
import { NAMES_AROUND_THE_SLASH, NAMES_AROUND_THE_SLASH_OF_FILES, nastyNames, type NastyName } from './checks/names';
import { DESCRIBED_FIELDS, HAS_FOLDERS, LISTED_FIELDS, REQUIRED_CAPABILITIES, type SourceRow } from './required-capabilities';
import { bareSubject, subjectInFolder, type Subject } from './subject';

export interface Context {
	/** Bare, or with its layers: for what the driver contract itself says. */
	source: Source;
	subject: Subject;
	/** Paths are inside the folder. */
	seed: Opened['seed'];
	tagExpression: Opened['tagExpression'];
	required: Capabilities;
	/** Fields that each listed entry must have. */
	listed: (typeof LISTED_FIELDS)[SourceRow];
	/** Fields that each description must have. */
	described: (typeof DESCRIBED_FIELDS)[SourceRow];
	/** Whether keys are paths of a file system. */
	hasFolders: boolean;
	/** By title. */
	nastyNames: Record<string, NastyName>;
	/** Those of them that can exist. */
	possibleNames: string[];
	namesAroundTheSlash: readonly string[];
}

/** One promise of the contract. A plain function, so that jest and the suite's own test can both run it. */
export interface Check {
	name: string;
	/** Runs only where all of these are declared. */
	needs: Capability[];
	/** Runs only where this is declared absent. */
	lacks?: Capability;
	run(context: Context): Promise<void>;
}

export function applies({ needs, lacks }: Check, capabilities: Capabilities): boolean {
	return needs.every((name) => capabilities[name]) && (lacks === undefined || !capabilities[lacks]);
}

/** Opens a fresh place, runs one check there, and looks that nothing stays open. */
export async function runCheck(harness: Harness, check: Check): Promise<void> {
	const opened = await harness.open();
	try {
		await check.run(await contextOf(harness, opened));
		await opened.source.close();
		await assertSocketsClosed(opened);
	} finally {
		await opened.source.close();
		await opened.close();
	}
}

async function contextOf({ row, folder }: Harness, { source, seed, tagExpression }: Opened): Promise<Context> {
	const inFolder = async (files: Parameters<Opened['seed']>[0]) =>
		await seed(Object.fromEntries(Object.entries(files).map(([name, file]) => [(folder ?? '') + name, file])));
	if (folder !== undefined) await seed({ [`${folder.slice(0, -1)}0/stranger.mp3`]: 'not ours', 'stranger.mp3': 'not ours' });
	const subject = folder === undefined ? bareSubject(source) : subjectInFolder(source, folder);
	const hasFolders = HAS_FOLDERS[row];
	const nasty = nastyNames(subject.folder, hasFolders);
	return {
		source,
		subject,
		seed: inFolder,
		tagExpression,
		required: REQUIRED_CAPABILITIES[row],
		listed: LISTED_FIELDS[row],
		described: DESCRIBED_FIELDS[row],
		hasFolders,
		nastyNames: nasty,
		possibleNames: Object.values(nasty).flatMap(({ name, isPossible }) => (isPossible ? [name] : [])),
		namesAroundTheSlash: hasFolders ? NAMES_AROUND_THE_SLASH_OF_FILES : NAMES_AROUND_THE_SLASH,
	};
}

async function assertSocketsClosed({ openSockets }: Opened): Promise<void> {
	if (!openSockets) return;
	const deadline = performance.now() + patience.ms;
	while (openSockets() > 0 && performance.now() < deadline) await delay(5);
	assert.equal(openSockets(), 0, 'connections are open after the source was closed');
}
