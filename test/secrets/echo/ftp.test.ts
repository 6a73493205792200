import { forgetLogins } from '../../../core/connections/logins';
import { openFtps } from '../../../core/sources/ftps';
import { ftpsOptions } from '../../conformance/ftps-harness';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { Shown } from './shown';
import { WAYS } from './ways';

const PASSWORD = 'an "echoed" <pass>/word+47';

/** What a server may say at a command, in the place of what is right. */
const CODES = [200, 227, 257, 331, 421, 425, 450, 500, 530, 550];
const VERBS = ['login', 'USER', 'PASS', 'TYPE', 'PROT', 'PWD', 'CWD', 'EPSV', 'PASV', 'MLSD', 'LIST', 'SIZE', 'MDTM', 'RETR', 'STOR', 'RNFR', 'RNTO', 'DELE'];
const texts = Object.values(WAYS).map((write) => write(PASSWORD));

let server: FtpServer;
let shown: Shown;

beforeEach(async () => {
	server = await FtpServer.start({ password: PASSWORD });
	shown = new Shown();
});
afterEach(async () => {
	await server.close();
	forgetLogins();
});

test.each(VERBS)('a server that gives the password back at %s: nobody sees it', async (verb) => {
	for (const [number, text] of texts.entries()) {
		server.faults.heal();
		forgetLogins();
		server.seed({ 'call.wav': 'content' });
		const source = await openFtps(ftpsOptions(server));
		server.faults.inject(verb, { answer: [CODES[number % CODES.length], text] }, { times: Infinity });
		await shown.tryAll(source, number);
		await source.close();
	}
	expect(shown.leaksOf({ PASSWORD })).toEqual([]);
});

test('a server that gives the password back in what lists files: nobody sees it in what goes wrong', async () => {
	for (const text of texts) {
		server.faults.heal();
		const source = await openFtps(ftpsOptions(server));
		server.faults.inject('MLSD', { lines: [text, `type=file;size=${text}; name`], saysFirst: `150 ${text}` }, { times: Infinity });
		server.faults.inject('RETR', { cutAfterBytes: 1, thenSays: [426, text] }, { times: Infinity });
		await shown.tryAll(source);
		await source.close();
	}
	expect(shown.failures).toBeGreaterThan(0);
	expect(shown.leaksOf({ PASSWORD })).toEqual([]);
});
