import { openS3, type S3Options } from '../../core/sources/s3';
import { Recordings } from '../../core/sources/recordings';
import type { Source } from '../../core/sources/source';
import type { Harness } from './harness';
import { BUCKET, s3Options } from './s3-harness';
import { makeCertificate } from '../servers/certificate';
import { ProxyServer } from '../servers/proxy-server';
import { S3Server, type S3Key, type S3ServerOptions } from '../servers/s3-server';

const REGIONS = ['us-east-1', 'eu-central-1', 'me-south-1'];
const HOSTS = REGIONS.flatMap((region) => [`s3.${region}.amazonaws.com`, `*.s3.${region}.amazonaws.com`]);
export const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/**
 * Amazon S3 under its own host names: a company's proxy re-signs TLS, and leads every tunnel to a server of this
 * process. Nothing leaves this machine.
 */
export class AwsStage {
	static async start(options: S3ServerOptions = {}): Promise<AwsStage> {
		const ca = makeCertificate('Company Proxy CA');
		const server = await S3Server.start({ ...options, tls: makeCertificate('amazonaws.com', ca, { host: HOSTS }) });
		const proxy = await ProxyServer.start({ leadsTo: server.port });
		for (const name of PROXY_VARIABLES) delete process.env[name];
		process.env.HTTPS_PROXY = proxy.url;
		return new AwsStage(server, proxy, ca.cert);
	}

	readonly #opened: Source[] = [];

	private constructor(
		readonly server: S3Server,
		readonly proxy: ProxyServer,
		readonly caCertificate: string,
	) {}

	async open(options: Partial<S3Options> = {}, key: S3Key = this.server.key): Promise<Source> {
		const asked = { endpoint: undefined, region: undefined, caCertificate: this.caCertificate, ...options };
		const source = await openS3(s3Options(this.server, asked, key));
		this.#opened.push(source);
		return source;
	}

	async recordings(folder = '', options: Partial<S3Options> = {}, key?: S3Key): Promise<Recordings> {
		return new Recordings(await this.open({ folder, ...options }, key), folder);
	}

	async close(): Promise<void> {
		for (const source of this.#opened) await source.close();
		delete process.env.HTTPS_PROXY;
		await this.proxy.close();
		await this.server.close();
	}
}

export function awsHarness(name: string): Harness {
	return {
		name,
		row: 's3',
		open: async () => {
			const stage = await AwsStage.start();
			stage.server.store.createBucket(BUCKET, 'eu-central-1');
			return {
				source: await stage.open(),
				seed: async (files) => stage.server.seed(BUCKET, files),
				tagExpression: () => '',
				openSockets: () => stage.server.openSockets + stage.proxy.openSockets,
				close: async () => await stage.close(),
			};
		},
	};
}
