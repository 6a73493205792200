import type { FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { nameToBytes } from '../tree/names';
import type { SharedSync } from './shared-sync';
import { hasCode } from './system-error';

const SEPARATOR = Buffer.from(sep);

/**
 * A folder that is open. What is asked for in it by name is found in this very folder, even when a link takes its place
 * meanwhile: the system reaches an open folder by its number, where it offers that.
 */
export class OpenFolder {
	constructor(
		private readonly handle: FileHandle,
		/** Where it truly lies. */
		readonly realPath: Buffer,
		/** Whether the system lets open folders be reached by their number. */
		private readonly isByNumber: boolean,
		private readonly syncs: SharedSync,
	) {}

	get path(): Buffer {
		return this.isByNumber ? Buffer.from(`/proc/self/fd/${this.handle.fd}`) : this.realPath;
	}

	at(name: string | Buffer): Buffer {
		return joined(this.path, name);
	}

	realPathOf(name: string | Buffer): Buffer {
		return joined(this.realPath, name);
	}

	/** Brings to the disk which names the folder has. File systems without it lose nothing that they could keep. */
	async sync(): Promise<void> {
		try {
			// By its number: another folder can have its name by now.
			const { dev, ino } = await this.handle.stat({ bigint: true });
			await this.syncs.of(`${dev} ${ino}`, async () => await this.handle.sync());
		} catch (error) {
			if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EISDIR', 'EBADF', 'ENOSYS')) throw error;
		}
	}

	async close(): Promise<void> {
		await this.handle.close();
	}
}

export function joined(folder: Buffer, name: string | Buffer): Buffer {
	const bytes = typeof name === 'string' ? nameToBytes(name) : name;
	return Buffer.concat(folder.at(-1) === SEPARATOR[0] ? [folder, bytes] : [folder, SEPARATOR, bytes]);
}

/** Whether one real path is another, or lies in it. */
export function liesIn(path: Buffer, folder: Buffer): boolean {
	if (path.equals(folder)) return true;
	const start = folder.at(-1) === SEPARATOR[0] ? folder : Buffer.concat([folder, SEPARATOR]);
	return path.subarray(0, start.length).equals(start);
}
