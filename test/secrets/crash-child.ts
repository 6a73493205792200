import { readFileSync } from 'node:fs';
import { RecordingError } from '../../core/errors/recording-error';
import { Secret } from '../../core/secrets/secret';
import { openAzureBlob } from '../../core/sources/azure-blob';
import { openFtps } from '../../core/sources/ftps';
import { openSftp } from '../../core/sources/sftp';
import { toRecordingError } from '../../core/errors/classify';
import { parseSas } from '../../core/sources/azure-blob/sas';

/** Fails at a server, by a credential that comes by a pipe, and lets the error end the process. */
const { service, port, secret } = JSON.parse(readFileSync(0, 'utf8')) as { service: string; port: number; secret: string };

async function open() {
	if (service === 'sftp') return await openSftp({ host: '127.0.0.1', port, user: 'tenant', password: new Secret(secret) });
	if (service === 'ftps') return await openFtps({ host: '127.0.0.1', port, mode: 'explicit', user: 'tenant', password: new Secret(secret) });
	const sas = parseSas(`sv=1&sr=c&sp=rl&sig=${encodeURIComponent(secret)}`);
	if (!sas) throw new RecordingError({ code: 'CREDENTIAL_INVALID', operation: 'open' });
	return await openAzureBlob({ endpoint: `http://127.0.0.1:${port}/account`, container: 'recordings', sas, tokenLabel: 'The token', maxSockets: 1 });
}

async function main(): Promise<void> {
	const source = await open();
	try {
		await source.listPage({ prefix: '' });
	} catch (error) {
		throw toRecordingError(source, error, { operation: 'list' });
	}
}

main().catch((error: unknown) => setImmediate(() => {
	throw error;
}));
