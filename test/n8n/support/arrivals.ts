import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { createHash, randomBytes } from 'node:crypto';
import { startAzurite } from '../../../demo/vendors/genesys/azurite.js';
import { genesysCredential } from '../../../demo/vendors/genesys/credential.js';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { S3Server } from '../../servers/s3-server';
import { Gate } from './gate';

const DAY_MS = 86_400_000;
const two = (number: number) => String(number % 100).padStart(2, '0');

/** A server of a vendor, and what a trigger should have found on it: what was stored after its activation. */
export interface Arrivals {
	readonly stored: string[];
	credential(): { name: string; type: string; data: Record<string, unknown> };
	/** Stores so many recordings now. */
	arrive(count: number): Promise<void> | void;
	stop(): Promise<void>;
}

/** Azurite, behind a gate that can refuse the token. */
export class GenesysArrivals implements Arrivals {
	readonly stored: string[] = [];
	#number = 0;
	#waiting: string[] = [];

	private constructor(
		private readonly azurite: Awaited<ReturnType<typeof startAzurite>>,
		readonly gate: Gate,
		private readonly url: string,
		private readonly client: BlobServiceClient,
	) {}

	static async start(name: string): Promise<GenesysArrivals> {
		const azurite = await startAzurite({ name });
		const gate = new Gate(azurite.port);
		const url = `${await gate.start()}/${azurite.account}`;
		const client = new BlobServiceClient(azurite.url, new StorageSharedKeyCredential(azurite.account, azurite.key));
		await client.createContainer('recordings');
		return new GenesysArrivals(azurite, gate, url, client);
	}

	credential() {
		return genesysCredential({ url: this.url, account: this.azurite.account, key: this.azurite.key });
	}

	async arrive(count: number): Promise<void> {
		this.stored.push(...(await this.#upload(count, true)));
	}

	/** Stored now, and not in the tag index yet. */
	async arriveUntagged(count: number): Promise<void> {
		this.#waiting.push(...(await this.#upload(count, false)));
	}

	/** The index comes to know what it lacked. The tag tells when it was stored, so much earlier. */
	async tagLate(byMs: number): Promise<void> {
		for (const path of this.#waiting) await this.#blob(path).setTags(tagsOf(Date.now() - byMs));
		this.stored.push(...this.#waiting.splice(0));
	}

	async stop(): Promise<void> {
		await this.gate.stop();
		await this.azurite.stop();
	}

	async #upload(count: number, isTagged: boolean): Promise<string[]> {
		const paths = Array.from({ length: count }, () => genesysPath(this.#number++));
		for (const path of paths) await this.#blob(path).uploadData(Buffer.from(path), isTagged ? { tags: tagsOf(Date.now()) } : {});
		return paths;
	}

	#blob(path: string) {
		return this.client.getContainerClient('recordings').getBlockBlobClient(path);
	}
}

function tagsOf(storedMs: number): Record<string, string> {
	return { RecordingType: 'CALL', StoredTime: `${new Date(storedMs).toISOString().slice(0, 19)}Z` };
}

function genesysPath(number: number): string {
	const call = number.toString(36).toUpperCase().padStart(6, '0');
	return `mytenant/003H1G2A6K8AF5PFKG5SO2LAES${call}_2026-01-30_08-00-00-0064020A-10013025-00000001.mp3`;
}

const BUCKET = 'cxone-sea';
const FOLDER = 'mytenant/';

/** An S3 server whose times are whole seconds, like Amazon's. */
export class SeaArrivals implements Arrivals {
	readonly stored: string[] = [];
	/** SHA-256 of each screen, by its path. */
	readonly screens = new Map<string, string>();
	#number = 0;

	private constructor(private readonly server: S3Server) {}

	static async start(): Promise<SeaArrivals> {
		const server = await S3Server.start();
		server.store.createBucket(BUCKET);
		return new SeaArrivals(server);
	}

	credential() {
		const { accessKeyId, secretAccessKey } = this.server.createKey({ bucket: BUCKET, prefix: FOLDER });
		const data = { fileLocation: `${BUCKET}/${FOLDER}`, accessKeyId, secretAccessKey, endpoint: this.server.origin, allowHttp: true, retentionDays: 30 };
		return { name: 'CXone', type: 'cxoneSeaApi', data };
	}

	/** Old contacts that a rule copies now, all in one second: each name sorts before those that came earlier. */
	arrive(count: number): void {
		const paths = Array.from({ length: count }, () => seaPath(this.#number++, 'VOICE'));
		this.server.seed(BUCKET, Object.fromEntries(paths.map((path) => [path, path])));
		this.stored.push(...paths);
	}

	arriveScreens(count: number): void {
		for (let index = 0; index < count; index++) {
			const path = seaPath(this.#number++, 'SCREEN');
			const content = randomBytes(100_000);
			this.server.seed(BUCKET, { [path]: { content } });
			this.screens.set(path, createHash('sha256').update(content).digest('hex'));
		}
	}

	async stop(): Promise<void> {
		await this.server.close();
	}
}

function seaPath(number: number, mediaType: string): string {
	const started = new Date(Date.UTC(2025, 11, 31) - number * 61_000).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
	return `${FOLDER}${started}_${12_345_678_000 + number}_${mediaType}_12f9305g-876-4b3a-098f-${String(number).padStart(12, '0')}.mp4`;
}

/** Nobody knows in which zone the vendor's server states its times. */
const FTP_CLOCK_OFFSET_MS = -7 * 3_600_000;

/** An FTP server over TLS, whose clock is hours behind. */
export class EightByEightArrivals implements Arrivals {
	readonly stored: string[] = [];
	#number = 0;

	private constructor(
		private readonly server: FtpServer,
		private readonly password: string,
	) {}

	static async start(): Promise<EightByEightArrivals> {
		const password = randomBytes(12).toString('hex');
		return new EightByEightArrivals(await FtpServer.start({ user: 'acmejets', password }), password);
	}

	credential() {
		const login = { host: '127.0.0.1', port: String(this.server.port), tenantName: 'acmejets', password: this.password };
		const data = { protocol: 'ftpsImplicit', platform: 'other', ...login, timeZone: 'America/Los_Angeles', retentionDays: 30, maxConnections: 4 };
		return { name: '8x8', type: 'eightByEightSftpApi', data: { ...data, extraCa: this.server.ca.cert } };
	}

	/** Each earlier in the day than those that came before, in the folders of three days in turn. */
	arrive(count: number): void {
		for (let index = 0; index < count; index++) this.stored.push(this.#put(eightByEightPath(this.#number++)));
	}

	/** The index of yesterday, made anew: not a recording. */
	arriveIndex(): void {
		this.#put(`Index/I${dayOf(Date.now() - DAY_MS)}.csv`);
	}

	async stop(): Promise<void> {
		await this.server.close();
	}

	#put(path: string): string {
		this.server.seed({ [path]: path });
		const file = this.server.store.files.get(path);
		if (!file) throw new Error(`The server does not hold ${path}`);
		file.modifiedMs = Date.now() + FTP_CLOCK_OFFSET_MS;
		return path;
	}
}

function eightByEightPath(number: number): string {
	const day = dayOf(Date.now() - (number % 3) * DAY_MS);
	return `S${day}/R${day}${two(23 - (number % 24))}${two(59 - (number % 60))}00${String(number).padStart(4, '0')}.wav`;
}

function dayOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}
