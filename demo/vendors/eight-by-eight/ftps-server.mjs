/**
 * An FTP server over implicit TLS, as 8x8 has one, on 127.0.0.1: a process of its own, for the length of one run.
 * Reads its settings as JSON from the environment variable FTPS_SETTINGS.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { createLogger } = require('bunyan');
const { FtpSrv } = require('ftp-srv');

/** @type {{ port: number, passivePorts: [number, number], folder: string, keyFile: string, certificateFile: string, user: string, password: string }} */
const settings = JSON.parse(process.env.FTPS_SETTINGS ?? '');

const server = new FtpSrv({
	url: `ftps://127.0.0.1:${settings.port}`,
	pasv_url: '127.0.0.1',
	pasv_min: settings.passivePorts[0],
	pasv_max: settings.passivePorts[1],
	tls: { key: readFileSync(settings.keyFile), cert: readFileSync(settings.certificateFile) },
	log: createLogger({ name: 'ftps', level: 'error' }),
});
server.on('login', ({ username, password }, accept, refuse) => {
	if (username === settings.user && password === settings.password) accept({ root: settings.folder });
	else refuse(Object.assign(new Error('Login incorrect'), { code: 530 }));
});
await server.listen();
