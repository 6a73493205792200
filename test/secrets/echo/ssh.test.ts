import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { forgetLogins } from '../../../core/connections/logins';
import { Secret } from '../../../core/secrets/secret';
import { openSftp } from '../../../core/sources/sftp';
import { sftpOptions } from '../../conformance/sftp-harness';
import { statusReply, TYPE } from '../../servers/sftp-answers';
import { SftpServer, type SftpServerOptions } from '../../servers/sftp-server';
import { newKeyPair } from '../../servers/ssh-keys';
import { Shown } from './shown';
import { WAYS } from './ways';

const PASSWORD = 'an "echoed" <pass>/word+48';
const PASSPHRASE = 'an echoed passphrase of a key';
const KEY = newKeyPair('ed25519', { passphrase: PASSPHRASE, cipher: 'aes256-ctr', rounds: 1 }).private;
const SECRETS = { PASSWORD, PASSPHRASE, KEY };
const texts = Object.values(WAYS).map((write) => write(PASSWORD));

let shown: Shown;

beforeEach(() => (shown = new Shown()));
afterEach(() => {
	forgetLogins();
	expect(shown.leaksOf(SECRETS)).toEqual([]);
});

async function tryWith(number: number, options: SftpServerOptions, prepare: (server: SftpServer) => void = () => {}, login: object = {}): Promise<void> {
	const server = await SftpServer.start({ password: PASSWORD, ...options });
	server.tree.put('call.wav', 'content');
	prepare(server);
	forgetLogins();
	try {
		const source = await openSftp(sftpOptions(server, { password: new Secret(PASSWORD), readyMs: 3_000, ...login }));
		await shown.tryAll(source, number);
		await source.close();
	} catch (error) {
		await shown.seeFailure(error);
	} finally {
		await server.close();
	}
}

test.each(texts)('a server of SFTP that gives the password back (%#)', async (text) => {
	for (let status = 1; status <= 5; status++) {
		await tryWith(status - 1, {}, (server) => (server.change = (packet, { type, id }) => (type === TYPE.INIT ? packet : statusReply(id, status, text))));
	}
	// Others in the place of packets.
	await tryWith(0, {}, (server) => (server.change = () => Buffer.from(text)));
	expect(shown.failures).toBe(6);
});

test.each(texts)('a server of SSH that gives the password back (%#)', async (text) => {
	await tryWith(0, { scriptOutput: `${text}\r\n` });
	await tryWith(0, { methods: ['keyboard-interactive'], prompts: [{ prompt: `${text}: `, echo: true }] });
	await tryWith(0, { methods: ['keyboard-interactive'], prompts: [{ prompt: 'Password: ', echo: false }, { prompt: `${'.'.repeat(60)} code ${text}`, echo: false }] });
	await tryWith(0, { methods: [text as never] });
	await tryWith(0, { publicKey: undefined, methods: ['publickey'] }, undefined, { privateKey: new Secret(KEY), passphrase: new Secret(PASSPHRASE), password: undefined });
	expect(shown.failures).toBe(5);
});

/** Says this to whoever connects, and hangs up. */
async function sayer(greeting: Buffer): Promise<Server> {
	const server = createServer((socket: Socket) => {
		socket.on('error', () => {}).resume();
		socket.end(greeting);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

/** SSH_MSG_DISCONNECT before any keys: https://datatracker.ietf.org/doc/html/rfc4253#section-11.1 */
function goodbye(reason: number, text: string): Buffer {
	const description = Buffer.from(text);
	const payload = Buffer.concat([Buffer.of(1), u32(reason), u32(description.length), description, u32(0)]);
	const padding = 8 - ((5 + payload.length) % 8) + 8;
	return Buffer.concat([Buffer.from('SSH-2.0-echo\r\n'), u32(1 + payload.length + padding), Buffer.of(padding), payload, Buffer.alloc(padding)]);
}

function u32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

test.each(texts)('before there are keys (%#)', async (text) => {
	const greetings = [`SSH-2.0-${text}\r\n`, `${text}\r\nSSH-2.0-echo ${text}\r\n`, `220 ${text}\r\n`, `* OK ${text}\r\n`, `HTTP/1.1 200 ${text}\r\n`, text].map((line) => Buffer.from(line));
	for (const greeting of [...greetings, goodbye(12, text), goodbye(14, text), goodbye(2, text)]) {
		const server = await sayer(greeting);
		forgetLogins();
		const source = await openSftp(sftpOptions({ port: (server.address() as AddressInfo).port }, { password: new Secret(PASSWORD), readyMs: 2_000 }));
		await shown.tryAll(source, 0);
		await source.close();
		server.close();
	}
	expect(shown.failures).toBe(9);
});
