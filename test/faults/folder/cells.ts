import assert, { AssertionError } from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import type { ErrorCode } from '../../../core/errors/codes';
import { isRecordingError } from '../../../core/errors/recording-error';
import { openFolder } from '../../../core/sources/folder';
import type { Recordings } from '../../../core/sources/recordings';
import { bodyOf } from '../../conformance/checks/tools';
import { layered } from '../cells';
import { assertUntouched, FILES, NEW, NEW_CONTENT, OPERATIONS, type Stored } from '../operations';
import { CALLS, HANDLE_CALLS, type CallKind, type DiskFault, type FaultDisk } from './fault-disk';

export interface FolderOperation {
	name: string;
	run(stored: Stored, recordings: Recordings): Promise<void>;
	after?(stored: Stored, hasSucceeded: boolean): void;
}

const WRITE = OPERATIONS.find(({ name }) => name === 'write')!;

/** Of other services too; and the write of an export, which replaces nothing. */
export const FOLDER_OPERATIONS: FolderOperation[] = [
	...OPERATIONS.filter(({ name }) => name !== 'find').map(({ name, run, after }): FolderOperation => ({ name, after, run: async (stored, recordings) => await run(stored, recordings, undefined) })),
	{
		name: 'write where nothing is',
		after: (stored, hasSucceeded) => WRITE.after?.(stored, hasSucceeded),
		run: async (stored, recordings) => {
			try {
				await recordings.write(NEW, bodyOf(NEW_CONTENT), { ifAbsent: true });
			} catch (error) {
				// Ours, whose success could not be told.
				if (!isRecordingError(error) || error.code !== 'CONFLICT' || !stored.contentOf(NEW)?.equals(NEW_CONTENT)) throw error;
			}
		},
	},
];

/** Errors of the system, and what each may end in beside recovery. */
const ERRORS: Record<string, ErrorCode[]> = {
	ENOSPC: ['TOO_LARGE'],
	EDQUOT: ['TOO_LARGE'],
	EFBIG: ['TOO_LARGE'],
	EACCES: ['PERMISSION_DENIED'],
	EPERM: ['PERMISSION_DENIED'],
	EROFS: ['PERMISSION_DENIED'],
	EIO: ['SERVICE_FAILED'],
	ESTALE: ['SERVICE_FAILED'],
	ENOTCONN: ['SERVICE_FAILED'],
	EMFILE: ['THROTTLED'],
	ENOENT: ['NOT_FOUND'],
	EXDEV: ['UNSUPPORTED'],
};
const OF_WRITES = new Set<CallKind>(['mkdir', 'link', 'rename', 'writev', 'appendFile', 'sync']);
const OF_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const BY_NAME = new Set<CallKind>(CALLS);
const RETRIED = new Set<ErrorCode>(['SERVICE_FAILED', 'THROTTLED']);
const CODES_OF_MOVES: ErrorCode[] = ['NOT_FOUND', 'OUTSIDE_FOLDER', 'CHANGED'];

/** Whether a system says this there. */
function canBe(code: string, call: CallKind, operation: string): boolean {
	if (OF_ROOM.has(code) || code === 'EROFS') return OF_WRITES.has(call) || (call === 'open' && operation.startsWith('write')) || (code === 'EROFS' && call === 'unlink');
	if (code === 'EXDEV') return call === 'link' || call === 'rename';
	if (code === 'EMFILE') return call === 'open' || call === 'opendir';
	// Of what nobody moved, a name that is there is there: the folder that really goes is a cell of its own.
	if (code === 'ENOENT') return BY_NAME.has(call) && (operation === 'stat' || operation === 'read');
	if (code === 'EACCES' || code === 'EPERM') return BY_NAME.has(call);
	return true;
}

export interface FolderCell {
	operation: FolderOperation;
	fault: DiskFault;
}

export interface FolderOutcome {
	cell: FolderCell;
	/** `missed`: several calls were under way, and there were fewer of the kind this time. */
	verdict: 'recovered' | 'failed' | 'wrong' | 'missed';
	detail?: string;
}

class FolderPlace implements Stored {
	readonly #home = mkdtempSync(join(tmpdir(), 'folder-faults-'));
	readonly root = join(this.#home, 'recordings');
	readonly elsewhere = join(this.#home, 'elsewhere');
	readonly #away = join(this.#home, 'away');

	constructor() {
		mkdirSync(this.elsewhere);
		for (const [path, content] of Object.entries(FILES)) {
			mkdirSync(dirname(join(this.root, path)), { recursive: true });
			writeFileSync(join(this.root, path), content);
		}
	}

	contentOf(path: string): Buffer | undefined {
		return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path)) : undefined;
	}

	paths(folder = this.root): string[] {
		return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
	}

	goesAway(): void {
		if (!existsSync(this.#away)) renameSync(this.root, this.#away);
	}

	becomesLink(): void {
		if (existsSync(this.#away)) return;
		this.goesAway();
		symlinkSync(this.elsewhere, this.root);
	}

	comesBack(): void {
		if (!existsSync(this.#away)) return;
		rmSync(this.root, { recursive: true, force: true });
		renameSync(this.#away, this.root);
	}

	end(): void {
		rmSync(this.#home, { recursive: true });
	}
}

/** What an operation asks for where all goes well. */
async function callsOf(operation: FolderOperation, disk: FaultDisk): Promise<CallKind[]> {
	const place = new FolderPlace();
	const source = await openFolder({ path: place.root });
	try {
		disk.arm();
		await operation.run(place, layered(source));
		return [...disk.calls];
	} finally {
		await source.close();
		place.end();
	}
}

type Unbound = DiskFault | (Omit<Extract<DiskFault, { kind: 'meanwhile' }>, 'happens'> & { name: 'vanishes' | 'becomes a link' });

/** Every error at every kind of call of every operation; and the folder that goes away, or is replaced by a link, at each. */
export async function* folderCells(disk: FaultDisk, placesPerFault: number): AsyncGenerator<{ operation: FolderOperation; fault: Unbound }> {
	for (const operation of FOLDER_OPERATIONS) {
		const calls = await callsOf(operation, disk);
		for (const call of [...CALLS, ...HANDLE_CALLS]) {
			const count = calls.filter((other) => other === call).length;
			const places = [...new Set([0, count - 1, count >> 1, ...Array.from({ length: placesPerFault }, (_, at) => at)])].slice(0, placesPerFault).filter((at) => at >= 0 && at < count);
			for (const after of places) {
				for (const code of Object.keys(ERRORS)) {
					if (canBe(code, call, operation.name)) for (const lasts of [false, true]) yield { operation, fault: { kind: 'error', call, code, after, lasts } };
				}
				for (const name of ['vanishes', 'becomes a link'] as const) yield { operation, fault: { kind: 'meanwhile', call, name, after, lasts: false } };
				if (call === 'writev') yield { operation, fault: { kind: 'short', call, after, lasts: true } };
			}
		}
	}
}

export async function runFolderCell({ operation, fault: unbound }: { operation: FolderOperation; fault: Unbound }, disk: FaultDisk): Promise<FolderOutcome> {
	const place = new FolderPlace();
	const happens = () => (unbound.kind === 'meanwhile' && unbound.name === 'vanishes' ? place.goesAway() : place.becomesLink());
	const fault: DiskFault = unbound.kind === 'meanwhile' ? { ...unbound, happens } : unbound;
	const cell = { operation, fault };
	disk.arm();
	const source = await openFolder({ path: place.root });
	const recordings = layered(source);
	try {
		disk.arm(fault);
		const failure = await failureOf(operation.run(place, recordings));
		const { hasStruck } = disk;
		disk.arm();
		place.comesBack();
		assertUntouched(place);
		assert.equal(place.paths(place.elsewhere).join(), '', 'something was written outside the folder');
		operation.after?.(place, failure === undefined);
		if (failure !== undefined) {
			assert.ok(endingsOf(fault).includes(failure), `it ends as ${failure}`);
			assert.ok(fault.kind !== 'error' || fault.lasts || !RETRIED.has(failure) || operation.name === 'write where nothing is', `${failure} was not tried again`);
			await operation.run(place, recordings);
		}
		await recordings.removeLeftovers(Date.now() + 86_400_000);
		assert.equal(place.paths().filter((path) => !(path in FILES) && path !== NEW).join(), '', 'something was left behind');
		return { cell, verdict: hasStruck ? (failure === undefined ? 'recovered' : 'failed') : 'missed', detail: failure };
	} catch (error) {
		return { cell, verdict: 'wrong', detail: error instanceof AssertionError ? error.message.slice(0, 400) : inspect(error).slice(0, 600) };
	} finally {
		disk.arm();
		await recordings.close();
		place.end();
	}
}

/** The code; undefined where it went well. */
async function failureOf(work: Promise<void>): Promise<ErrorCode | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		if (error instanceof AssertionError) throw error;
		assert.ok(isRecordingError(error), `no explained error: ${inspect(error).slice(0, 400)}`);
		assert.notEqual(error.code, 'UNKNOWN', inspect(error).slice(0, 500));
		return error.code;
	}
}

function endingsOf(fault: DiskFault): ErrorCode[] {
	if (fault.kind === 'meanwhile') return CODES_OF_MOVES;
	return fault.kind === 'error' ? ERRORS[fault.code] : [];
}
