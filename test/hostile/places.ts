import { openAzureBlob, type AzureBlobOptions } from '../../core/sources/azure-blob';
import { openFtps, type FtpsOptions } from '../../core/sources/ftps';
import { openS3, type S3Options } from '../../core/sources/s3';
import { openSftp, type SftpOptions } from '../../core/sources/sftp';
import { withLayers } from '../../core/sources/layers';
import { Recordings } from '../../core/sources/recordings';
import type { Source } from '../../core/sources/source';
import { Secret } from '../../core/secrets/secret';
import { CONTAINER, sasOf } from '../conformance/azure-harness';
import { BUCKET } from '../conformance/s3-harness';
import { OPERATIONS, type Operation } from '../faults/operations';
import type { Place } from '../faults/places';
import type { HostileCase, Trial } from './hostile-case';

/** Silence is the case where these come to strike; all else ends by its name, and long before. */
export const TIMEOUTS = { responseMs: 10_000, pageMs: 10_000, idleMs: 10_000, writeMs: 10_000 };
export const SHORT = { responseMs: 400, pageMs: 400, idleMs: 400, writeMs: 400 };
const RETRY = { attempts: 2, firstDelayMs: 2, maxDelayMs: 5, maxRetryAfterMs: 10 };

/** As nodes hold a source, only less patient. */
export function layered(source: Source, timeouts: Partial<typeof TIMEOUTS> = {}): Recordings {
	return new Recordings(withLayers(source, { concurrency: 4, timeouts: { ...TIMEOUTS, ...timeouts }, retry: RETRY }));
}

export const SAS = 'sv=2020-02-10&se=2099-01-01T00%3A00%3A00Z&sr=c&sp=racwdlt&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D';
export const ACCOUNT_SAS = 'sv=2020-08-04&ss=b&srt=sco&se=2099-01-01T00%3A00%3A00Z&sp=f&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D';
export const SECRET_KEY = 'hostileSecretKey/0123456789abcdefghijklm';
export const PASSWORD = 'correct horse battery staple';
export const USER = 'tenant';
/** What must reach nobody but its server, in no form. */
export const SECRETS = ['c2VjcmV0LXNpZ25hdHVyZQ', SECRET_KEY, PASSWORD];

export async function azureAt(origin: string, options: Partial<AzureBlobOptions> = {}): Promise<Source> {
	return await openAzureBlob({ endpoint: `${origin}/account`, container: CONTAINER, sas: sasOf(SAS), tokenLabel: 'The token', maxSockets: 4, ...options });
}

export async function s3At(endpoint: string | undefined, options: Partial<S3Options> = {}): Promise<Source> {
	return await openS3({
		endpoint,
		bucket: BUCKET,
		region: 'us-east-1',
		accessKeyId: 'AKIAHOSTILE000000000',
		secretAccessKey: new Secret(SECRET_KEY),
		keyLabel: 'The keys',
		folder: '',
		maxSockets: 4,
		conditionalWrites: true,
		...options,
	});
}

export async function sftpAt(port: number, options: Partial<SftpOptions> = {}): Promise<Source> {
	return await openSftp({ host: '127.0.0.1', port, user: USER, password: new Secret(PASSWORD), readyMs: 8_000, ...options });
}

export async function ftpsAt(port: number, options: Partial<FtpsOptions> = {}): Promise<Source> {
	return await openFtps({ host: '127.0.0.1', port, mode: 'implicit', user: USER, password: new Secret(PASSWORD), ...options });
}

/** A source, and what its server notes. */
export interface Opened extends Omit<Trial, 'work' | 'close'> {
	source: Source;
	/** Of Azure: the one that finds by tags. */
	index?: Source;
}

export type Asked = Operation['name'];

/** A case for each operation, of those that a user asks for in the matrix of faults too. */
export function forEachOperation(
	{ endings, ...rest }: Pick<HostileCase, 'group' | 'title' | 'service' | 'mostRequests'> & { endings: HostileCase['endings'] | ((operation: Asked) => HostileCase['endings'] | undefined) },
	open: (operation: Asked) => Promise<Opened>,
	timeouts?: Partial<typeof TIMEOUTS>,
): HostileCase[] {
	return OPERATIONS.flatMap((operation) => {
		const expected = typeof endings === 'function' ? endings(operation.name) : endings;
		if (!expected || (operation.name === 'find' && rest.service !== 'Azure Blob')) return [];
		return [{ ...rest, operation: operation.name, endings: expected, open: async () => trialOf(await open(operation.name), async (recordings, index) => await (operation.name === 'stat' ? recordings.stat('calls/large.wav') : operation.run(undefined as unknown as Place, recordings, index)), timeouts) }];
	});
}

export function trialOf(opened: Opened, work: (recordings: Recordings, index: Recordings | undefined) => Promise<unknown>, timeouts?: Partial<typeof TIMEOUTS>): Trial {
	const { source, index, ...rest } = opened;
	return {
		...rest,
		work: async () => await work(layered(source, timeouts), index && layered(index, timeouts)),
		close: async () => {
			await source.close();
			await index?.close();
		},
	};
}
