/** What the end-to-end tests use of demo/, which is plain JavaScript because it also runs without a build. */

interface Azurite {
	url: string;
	port: number;
	account: string;
	key: string;
	pid: number;
	stop(): Promise<void>;
}

declare module '*/demo/vendors/genesys/azurite.js' {
	export function startAzurite(options: { name: string }): Promise<Azurite>;
}

declare module '*/demo/vendors/genesys/recordings.js' {
	export interface SampleRecording {
		name: string;
		tenant: string;
		callId?: string;
		startTime?: string;
		storedTime?: string;
		storedAt: string;
		tags: Record<string, string>;
	}
	export const ODD_NAMES: string[];
	export const CALLS_YESTERDAY: number;
	export function sampleRecordings(options: { now: Date; timeZone: string }): SampleRecording[];
	export function audioOf(recording: SampleRecording): Buffer;
	export function md5Of(recording: SampleRecording): string;
}

declare module '*/demo/vendors/genesys/recording-keys.js' {
	interface RecordingKeys {
		current: { certificate: string; key: string };
		expired: { certificate: string; key: string };
	}
	export function recordingKeys(): RecordingKeys;
	export function recordingKeysCredential(keys: RecordingKeys): object;
}

declare module '*/demo/vendors/genesys/data-exports.js' {
	import type { SampleRecording } from '*/demo/vendors/genesys/recordings.js';
	export interface SampleExport {
		name: string;
		bytes: Buffer;
		storedAt: string;
	}
	export function sampleExports(options: { now: Date; recordings: SampleRecording[] }): SampleExport[];
}

declare module '*/demo/vendors/genesys/seed.js' {
	import type { SampleExport } from '*/demo/vendors/genesys/data-exports.js';
	import type { SampleRecording } from '*/demo/vendors/genesys/recordings.js';
	export function seed(
		azurite: Pick<Azurite, 'url' | 'account' | 'key'>,
		recordings: SampleRecording[],
		exports?: SampleExport[],
	): Promise<void>;
}

declare module '*/demo/vendors/genesys/tokens.js' {
	type Signer = Pick<Azurite, 'account' | 'key'>;
	interface TokenOptions {
		startsOn?: Date;
		expiresOn?: Date;
		permissions?: string;
	}
	export function accountToken(signer: Signer, options?: TokenOptions): string;
	export function containerToken(signer: Signer, container: string, options?: TokenOptions): string;
	export function inDays(days: number): Date;
}

declare module '*/demo/vendors/genesys/credential.js' {
	export interface CredentialFile {
		id: string;
		name: string;
		type: string;
		data: Record<string, unknown>;
	}
	export function genesysCredential(
		azurite: Pick<Azurite, 'url' | 'account' | 'key'>,
		changes?: { id?: string; name?: string; data?: Record<string, unknown> },
	): CredentialFile;
}

declare module '*/demo/n8n/n8n.js' {
	export interface RunningEditor {
		url: string;
		pid: number;
		running(): boolean;
		ended: Promise<string>;
		stop(graceMs?: number): Promise<void>;
	}
	export interface LocalN8n {
		folder: string;
		installPackage(): Promise<string>;
		importCredentials(credentials: unknown[]): Promise<void>;
		importWorkflows(workflows: unknown[]): Promise<void>;
		execute(workflowId: string): Promise<{ execution: unknown; stdout: string; stderr: string }>;
		start(preferredPort?: number): Promise<RunningEditor>;
	}
	export function createN8n(options: { name: string; timeZone: string; env?: Record<string, string> }): LocalN8n;
}

declare module '*/demo/n8n/owner.js' {
	export const OWNER: { email: string; password: string };
	export function setUpOwner(url: string): Promise<void>;
}

declare module '*/demo/n8n/package.js' {
	export function packedTarball(): Promise<string>;
}

declare module '*/demo/lib/project.js' {
	export const root: string;
	export const localFolder: string;
	export function nodeBinary(): string;
	export function childEnvironment(extra?: Record<string, string>): NodeJS.ProcessEnv;
}

declare module '*/demo/lib/processes.js' {
	export function run(options: {
		command: string;
		parameters: string[];
		env: NodeJS.ProcessEnv;
		cwd?: string;
		timeoutMs?: number;
	}): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

declare module '*/demo/lib/execution.js' {
	export function storedFile(id: string, n8nFolder: string): string;
	export function unflattened(text: string): unknown;
}

declare module '*/demo/vendors/cxone/s3.js' {
	interface LocalS3 {
		url: string;
		bucket: string;
		folder: string;
		directory: string;
		stop(): Promise<void>;
	}
	export function startS3(options: { name: string }): Promise<LocalS3>;
}

declare module '*/demo/vendors/cxone/recordings.js' {
	export interface SeaFile {
		name: string;
		contactId: string;
		mediaType: 'VOICE' | 'SCREEN';
		id: string;
		startTime: string;
		storedTime: string;
	}
	export const ODD_NAMES: string[];
	export const CONTACTS_LAST_NIGHT: number;
	export const SCREENS_LAST_NIGHT: number;
	export function seaFiles(options: { now: Date; timeZone: string }): SeaFile[];
	export function mediaOf(file: SeaFile): Buffer;
	export function md5Of(file: SeaFile): string;
}

declare module '*/demo/vendors/cxone/seed.js' {
	import type { SeaFile } from '*/demo/vendors/cxone/recordings.js';
	export function seed(s3: { url: string; bucket: string; folder: string; directory: string }, files: SeaFile[]): Promise<void>;
}

declare module '*/demo/vendors/cxone/credential.js' {
	export function cxoneCredential(
		s3: { url: string; bucket: string; folder: string },
		changes?: { id?: string; name?: string; data?: Record<string, unknown> },
	): { id: string; name: string; type: string; data: Record<string, unknown> };
}

declare module '*/demo/vendors/eight-by-eight/server.js' {
	export function startFtps(options: { name: string }): Promise<{ port: number; folder: string; certificate: string; stop(): Promise<void> }>;
}

declare module '*/demo/vendors/eight-by-eight/seed.js' {
	interface SampleFile {
		path: string;
		modified: Date;
	}
	interface SampleWeek {
		files: SampleFile[];
		days: string[];
		story: Record<'lateDay' | 'missing' | 'orphan' | 'empty' | 'headerOnly' | 'tooShort', string>;
	}
	export function sampleFiles(options: { now: Date }): { files: SampleFile[]; latest: SampleWeek; changing: SampleWeek };
	export function seed(folder: string, files: SampleFile[]): void;
}

declare module '*/demo/vendors/eight-by-eight/credential.js' {
	import type { CredentialFile } from '*/demo/vendors/genesys/credential.js';
	export const TIME_ZONE: string;
	export function eightByEightCredential(
		server: { port: number; certificate: string },
		changes?: { id?: string; name?: string; data?: Record<string, unknown> },
	): CredentialFile;
}

declare module '*/demo/vendors/verba/credential.js' {
	export function targetCredential(s3: { url: string }): object;
	export function archiveCredential(): object;
}

declare module '*/demo/vendors/verba/exports.js' {
	export const NIGHTLY_COUNT: number;
	export const CASE_COUNT: number;
	export function sampleExports(options: { now: Date }): Record<string, Buffer>;
}

declare module '*/demo/vendors/verba/seed.js' {
	export function seed(s3: { url: string }, files: Record<string, Buffer>): Promise<void>;
}

declare module '*/demo/export/credential.js' {
	export function exportCredentials(s3: { url: string }): object[];
}

declare module '*/demo/lib/secret-register.js' {
	export const REGISTER: string;
	export function tellSecret(kind: string, text: unknown): void;
	export function tellCredential(type: string, data: Record<string, unknown>): void;
}

declare module '*/secrets/seen.js' {
	export function seeContent(place: string, label: string, content: string | Uint8Array): void;
	export function seeValue(place: string, label: string, value: unknown): void;
	export function formsOf(value: unknown, depth: number): string[];
}

declare module '*/demo/queue/queue-mode.js' {
	export class QueueServices {
		static start(name: string): Promise<QueueServices>;
		readonly name: string;
		readonly environment: Record<string, string>;
		restartRedis(): Promise<void>;
		restartPostgres(): Promise<void>;
		stop(): Promise<void>;
	}
	export class Worker {
		static start(options: { services: QueueServices; mainUrl: string; number: number; timeZone: string; env?: Record<string, string>; concurrency?: number }): Promise<Worker>;
		readonly number: number;
		readonly pid: number;
		executions(): string[];
		kill(): Promise<void>;
		stall(): void;
		resume(): void;
		startAgain(): Promise<void>;
		stop(graceMs?: number): Promise<void>;
	}
}
