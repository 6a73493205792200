import assert from 'node:assert/strict';
import type { SftpOptions } from '../../../core/sources/sftp';
import { fingerprintOf as fingerprint } from '../fingerprint';
import { FILES } from '../../faults/operations';
import { HOST_KEY, SftpServer, type SftpServerOptions } from '../../servers/sftp-server';
import { u32 } from '../../servers/sftp-answers';
import { newKeyPair } from '../../servers/ssh-keys';
import type { Ending, HostileCase } from '../hostile-case';
import { forEachOperation, SECRETS, sftpAt, trialOf, type Opened } from '../places';
import { RawServer } from '../raw-server';

const OTHER = newKeyPair('ed25519').private;
const RSA = newKeyPair('rsa', { bits: 2048 }).private;

async function openServer(options: SftpServerOptions, ours: Partial<SftpOptions> = {}): Promise<Opened & { server: SftpServer }> {
	const server = await SftpServer.start(options);
	for (const [path, content] of Object.entries(FILES)) server.tree.put(path, content);
	return {
		server,
		source: await sftpAt(server.port, ours),
		requests: () => server.connections,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		after: () => assert.deepEqual(server.triedLogins, [], 'a login was tried'),
		stop: async () => await server.close(),
	};
}

const WEAK: [title: string, options: SftpServerOptions, endings: Ending[]][] = [
	['key exchanges by SHA-1', { algorithms: { kex: ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1', 'diffie-hellman-group-exchange-sha1'] } }, ['TLS_FAILED']],
	['ciphers in CBC', { algorithms: { cipher: ['aes128-cbc', 'aes256-cbc', '3des-cbc'] } }, ['TLS_FAILED']],
	['checks by MD5 and SHA-1', { algorithms: { cipher: ['aes128-ctr'], hmac: ['hmac-md5', 'hmac-sha1', 'hmac-sha1-96'] } }, ['TLS_FAILED']],
	['host keys signed by SHA-1', { hostKey: RSA, algorithms: { serverHostKey: ['ssh-rsa'] } }, ['TLS_FAILED']],
	['compression', { algorithms: { compress: ['zlib', 'zlib@openssh.com'] } }, ['TLS_FAILED', 'CONNECTION_FAILED']],
];

/** The first packet of a server, with lists of its own. */
function offer(lists: string[]): Buffer {
	const payload = Buffer.concat([Buffer.from([20]), Buffer.alloc(16), ...lists.map((list) => Buffer.concat([u32(list.length), Buffer.from(list)])), Buffer.alloc(5)]);
	const padding = 8 - ((5 + payload.length) % 8) + 8;
	return Buffer.concat([Buffer.from('SSH-2.0-Hostile_1.0\r\n'), u32(1 + payload.length + padding), Buffer.from([padding]), payload, Buffer.alloc(padding)]);
}

const KEX = 'curve25519-sha256';
const KEY = 'ssh-ed25519';
const CIPHER = 'aes128-ctr';
const MAC = 'hmac-sha2-256';
const OFFERS: [title: string, lists: string[]][] = [
	['no encryption', [KEX, KEY, 'none', 'none', MAC, MAC, 'none', 'none', '', '']],
	['no checks', [KEX, KEY, CIPHER, CIPHER, 'none', 'none', 'none', 'none', '', '']],
	['DSA keys', [KEX, 'ssh-dss', CIPHER, CIPHER, MAC, MAC, 'none', 'none', '', '']],
	['the oldest of all', ['diffie-hellman-group1-sha1', 'ssh-dss', '3des-cbc', '3des-cbc', 'hmac-md5', 'hmac-md5', 'none', 'none', '', '']],
	['nothing', ['', '', '', '', '', '', '', '', '', '']],
];

async function openRaw(lists: string[]): Promise<Opened & { server: RawServer }> {
	const server = await RawServer.start(({ socket }) => void socket.write(offer(lists)));
	return {
		server,
		source: await sftpAt(server.port),
		requests: () => server.visits.length,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		after: () => assert.ok(!SECRETS.some((secret) => server.heard.includes(secret)), 'a secret was sent'),
		stop: async () => await server.close(),
	};
}

const some = (endings: Ending[]) => (operation: string) => (operation === 'read' || operation === 'write' ? endings : undefined);

function algorithmCases(): HostileCase[] {
	return [
		...WEAK.flatMap(([title, options, endings]) => forEachOperation({ group: 'SSH', title: `${title} alone`, service: 'SFTP', endings: some(endings) }, async () => await openServer(options))),
		...OFFERS.flatMap(([title, lists]) => forEachOperation({ group: 'SSH', title: `${title} alone`, service: 'SFTP', endings: some(['TLS_FAILED']) }, async () => await openRaw(lists))),
	];
}

/** One server after the other at the same port: what the first has shown, the second has to show. */
function changedKey(title: string, before: string, after: string): HostileCase {
	return {
		group: 'SSH',
		title,
		service: 'SFTP',
		operation: 'read',
		endings: ['HOST_KEY_REFUSED'],
		open: async () => {
			const trusted = await openServer({ hostKey: before });
			await trusted.source.stat('calls/large.wav', {});
			await trusted.source.close();
			const { port } = trusted.server;
			await trusted.stop();
			const opened = await openServer({ hostKey: after, port });
			return trialOf(opened, async (recordings) => await recordings.read('calls/large.wav'));
		},
	};
}

function keyCases(): HostileCase[] {
	const pinned: [string, string, string][] = [
		['another key than the one that is pinned', OTHER, fingerprint(HOST_KEY)],
		['a key of another type than the one that is pinned', RSA, fingerprint(HOST_KEY)],
	];
	return [
		changedKey('another key than before', HOST_KEY, OTHER),
		changedKey('a key of another type than before', HOST_KEY, RSA),
		...pinned.flatMap(([title, hostKey, pin]) => forEachOperation({ group: 'SSH', title, service: 'SFTP', endings: ['HOST_KEY_REFUSED'] }, async () => await openServer({ hostKey }, { hostKey: pin }))),
	];
}

/** CVE-2023-48795: both sides have to say that they count packets strictly from the first one on. */
function terrapin(): HostileCase {
	return {
		group: 'SSH',
		title: 'what we offer: strict counting of packets (Terrapin), nothing by SHA-1, MD5, CBC or none, and the authenticated ciphers first',
		service: 'SFTP',
		operation: 'stat',
		endings: ['TLS_FAILED'],
		open: async () => {
			const opened = await openRaw(OFFERS[4][1]);
			return trialOf(
				{
					...opened,
					after: () => {
						const { heard } = opened.server;
						assert.match(heard, /kex-strict-c-v00@openssh\.com/);
						assert.doesNotMatch(heard, /sha1\b|md5|-cbc|ssh-dss|ssh-rsa\b|arcfour|zlib/);
						assert.ok(heard.indexOf('aes128-gcm@openssh.com') < heard.indexOf('chacha20-poly1305@openssh.com'));
					},
				},
				async (recordings) => await recordings.stat('calls/large.wav'),
			);
		},
	};
}

export const sshCases = (): HostileCase[] => [...keyCases(), ...algorithmCases(), terrapin()];
