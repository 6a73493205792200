import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeCertificate } from './certificate';
import { tellSecret } from '../../demo/lib/secret-register.js';

/** The folder of a real FTP server: its settings, its certificate, and what its one user sees. */
export class FtpPlace {
	static async create(name: string): Promise<FtpPlace> {
		const folder = await mkdtemp(join(tmpdir(), `${name}-`));
		const place = new FtpPlace(folder);
		// The server reads it as another user.
		await chmod(folder, 0o711);
		await place.addFolder('');
		tellSecret('password of FTP', place.password);
		const { cert, key } = makeCertificate(name, place.ca);
		await writeFile(place.certificateFile, cert + key, { mode: 0o600 });
		return place;
	}

	readonly ca = makeCertificate('FTP Test CA');
	readonly user = 'tenant';
	readonly password = randomBytes(12).toString('base64url');

	private constructor(readonly folder: string) {}

	/** Certificate and key. */
	get certificateFile(): string {
		return join(this.folder, 'server.pem');
	}

	get home(): string {
		return join(this.folder, 'home');
	}

	async addFolder(path: string): Promise<void> {
		const full = join(this.home, path);
		await mkdir(full, { recursive: true });
		// Each folder on the way, since what another user makes must be free to take away.
		for (let at = full; at.startsWith(this.home); at = dirname(at)) await chmod(at, 0o777);
	}

	async put(path: string, content: Buffer | string): Promise<void> {
		await this.addFolder(dirname(path));
		await writeFile(join(this.home, path), content);
	}

	async setting(name: string, lines: string[]): Promise<string> {
		const file = join(this.folder, name);
		await writeFile(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
		return file;
	}

	async remove(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** A server that is running. */
export interface RealFtpServer {
	readonly place: FtpPlace;
	readonly port: number;
	readonly mode: 'implicit' | 'explicit';
	stop(): Promise<void>;
}
