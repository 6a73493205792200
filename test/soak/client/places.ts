import type { ErrorCode } from '../../../core/errors/codes';
import { Secret } from '../../../core/secrets/secret';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { parseSas } from '../../../core/sources/azure-blob/sas';
import { openFolder } from '../../../core/sources/folder';
import { openFtps } from '../../../core/sources/ftps';
import { withLayers } from '../../../core/sources/layers';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { Recordings } from '../../../core/sources/recordings';
import { openS3 } from '../../../core/sources/s3';
import { openSftp } from '../../../core/sources/sftp';
import type { Source } from '../../../core/sources/source';
import type { Begun, Service, Side, Where } from '../protocol';
import type { Work } from './tally';

const TIMEOUTS = { responseMs: 5_000, pageMs: 8_000, idleMs: 2_500, writeMs: 6_000 };
export const RETRY = { attempts: 4, firstDelayMs: 20, maxDelayMs: 200, maxRetryAfterMs: 3_000 };
const CONTAINER = 'recordings';

async function open({ service, port, caCertificate, user, password, path }: Where, isIndex: boolean): Promise<Source> {
	const host = '127.0.0.1';
	switch (service) {
		case 'azure':
			return await openAzureBlob({ endpoint: `https://${host}:${port}${path}`, container: isIndex ? undefined : CONTAINER, sas: parseSas(isIndex ? password : user)!, tokenLabel: 'The token of the soak', maxSockets: 4, caCertificate });
		case 's3':
			return await openS3({ endpoint: `https://${host}:${port}`, bucket: CONTAINER, region: 'us-east-1', accessKeyId: user, secretAccessKey: new Secret(password), keyLabel: 'The keys of the soak', folder: '', maxSockets: 4, conditionalWrites: true, caCertificate });
		case 'sftp':
			return await openSftp({ host, port, user, password: new Secret(password), readyMs: 5_000 });
		case 'ftps':
			return await openFtps({ host, port, user, password: new Secret(password), mode: 'implicit', caCertificate });
		case 'folder':
			return await openFolder({ path });
	}
}

/** What a service answers when all is well: there is nothing yet, or something already. */
const NO_TROUBLE = new Set<ErrorCode>(['CANCELLED', 'CONFLICT', 'NOT_FOUND']);

/** Counts what goes wrong beneath the layers, which repeat it. */
function counting(source: Source, work: Work): Source {
	const count = (error: unknown) => {
		if (!work.signal.aborted && !NO_TROUBLE.has(source.classify(error).code)) work.troubles++;
	};
	const counted = async <Result>(asked: Promise<Result>): Promise<Result> => {
		try {
			return await asked;
		} catch (error) {
			count(error);
			throw error;
		}
	};
	return {
		...delegateTo(source),
		listPage: async (options) => await counted(source.listPage(options)),
		findPage: async (expression, options) => await counted(source.findPage(expression, options)),
		stat: async (path, options) => await counted(source.stat(path, options)),
		read: async (path, options) => {
			const result = await counted(source.read(path, options));
			result.body.once('error', count);
			return result;
		},
		write: async (path, body, options) => await counted(source.write(path, body, options)),
		remove: async (path, options) => await counted(source.remove(path, options)),
	};
}

/** Opens servers as executions do: each has its own connections, and closes them. */
export class Places {
	constructor(private readonly where: Begun['where']) {}

	async using<Result>(service: Service, side: Side, work: Work, use: (recordings: Recordings) => Promise<Result>, { folder = '', isIndex = false } = {}): Promise<Result> {
		const source = await open(this.where[side].find((where) => where.service === service)!, isIndex);
		const recordings = new Recordings(withLayers(counting(source, work), { concurrency: 4, timeouts: TIMEOUTS, retry: RETRY }), folder);
		try {
			return await use(recordings);
		} finally {
			await recordings.close();
		}
	}
}
