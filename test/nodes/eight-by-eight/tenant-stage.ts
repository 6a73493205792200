import type { ICredentialDataDecryptedObject, INodeParameters, INodeType } from 'n8n-workflow';
import { EightByEightRecordings } from '../../../nodes/EightByEightRecordings/EightByEightRecordings.node';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { N8n, type NodeFailure, type RunOptions, type RunResult } from '../n8n';

type More = Partial<Omit<RunOptions, 'parameters' | 'credential'>> & { credential?: ICredentialDataDecryptedObject };

export const ZONE = 'America/Los_Angeles';
export const PASSWORD = 'correct horse battery';

/** A row of an index as the customers' scripts read it; what is left out is empty. */
export function indexOf(rows: Record<string, string>[], headers = HEADERS): string {
	const lines = rows.map((row) => headers.map((header) => row[header] ?? '').join(','));
	return [headers.join(','), ...lines, ''].join('\r\n');
}

const HEADERS =
	'CALL TYPE,START TIME,STOP TIME,AGENT NAME,CUSTOMER NUMBER,PHONE CHANNEL,CALLED NUMBER,CASEID,DURATION,FILENAME,DIRECTORY,ACCOUNT NUMBER,START TIME UTC,STOP TIME UTC,QUEUE,QUEUE NAME,TRANS ID,EXT VAR1,EXT VAR2,OUT DIAL CODE,WRAP UP CODE'.split(
		',',
	);

/** One n8n for the file, one FTP server over TLS for each test. After each test: nobody saw the password, and nothing is open. */
export class TenantStage {
	n8n!: N8n;
	server!: FtpServer;

	constructor(private readonly defaults: INodeParameters, node: INodeType = new EightByEightRecordings()) {
		beforeAll(async () => (this.n8n = await N8n.start(node)), 30_000);
		afterAll(async () => await this.n8n.stop());
		beforeEach(async () => (this.server = await FtpServer.start({ user: 'acmejets', password: PASSWORD })));
		afterEach(async () => {
			await this.server.close();
			expect(this.n8n.secrets.leaksOf(PASSWORD)).toEqual([]);
		});
	}

	get credential(): ICredentialDataDecryptedObject {
		return {
			protocol: 'ftpsImplicit',
			platform: 'other',
			host: '127.0.0.1',
			port: String(this.server.port),
			tenantName: 'acmejets',
			password: PASSWORD,
			timeZone: ZONE,
			retentionDays: 30,
			maxConnections: 4,
			extraCa: this.server.ca.cert,
		};
	}

	async run(parameters: INodeParameters = {}, more: More = {}): Promise<RunResult> {
		return await this.n8n.run(this.#options(parameters, more));
	}

	async failure(parameters: INodeParameters = {}, more: More = {}): Promise<NodeFailure> {
		return await this.n8n.failure(this.#options(parameters, more));
	}

	#options(parameters: INodeParameters, { credential, ...more }: More): RunOptions {
		return { parameters: { ...this.defaults, ...parameters }, credential: { ...this.credential, ...credential }, ...more };
	}
}
