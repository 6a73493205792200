import assert from 'node:assert/strict';
import { FILES } from '../../faults/operations';
import { SftpServer, type SftpServerOptions } from '../../servers/sftp-server';
import { TYPE, u32, type SftpRequest } from '../../servers/sftp-answers';
import type { Ending, HostileCase } from '../hostile-case';
import { forEachOperation, SECRETS, sftpAt, SHORT, trialOf, type Opened } from '../places';
import { RawServer, type Visit } from '../raw-server';

const SERVICE = 'SFTP';
const FOLDER_LIMITS = { names: 20_000, characters: 2_000_000 };
const REPLY = { HANDLE: 102, DATA: 103, NAME: 104, ATTRS: 105 };
const { READDIR, READ, FSTAT, STAT, OPENDIR } = TYPE;
const MODE = { file: 0o100644, folder: 0o040755, link: 0o120777 };

const text = (value: string | Buffer) => Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value as string, 'latin1')]);

/** An answer to READDIR; `claims` more names than there are. */
function names({ id }: SftpRequest, list: (string | Buffer)[], kind: keyof typeof MODE = 'file', claims = list.length): Buffer {
	return Buffer.concat([Buffer.from([REPLY.NAME]), u32(id, claims), ...list.flatMap((name) => [text(name), text(''), u32(0x4, MODE[kind])])]);
}

/** An answer with a size, as eight bytes. */
function sized({ id }: SftpRequest, size: bigint): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(size);
	return Buffer.concat([Buffer.from([REPLY.ATTRS]), u32(id, 0x1 | 0x4), bytes, u32(MODE.file)]);
}

async function openSftpServer(prepare: (server: SftpServer) => void, options: SftpServerOptions = {}): Promise<Opened> {
	const server = await SftpServer.start(options);
	for (const [path, content] of Object.entries(FILES)) server.tree.put(path, content);
	prepare(server);
	return {
		source: await sftpAt(server.port, { folderLimits: FOLDER_LIMITS }),
		requests: () => server.connections,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		stop: async () => await server.close(),
	};
}

type Change = (packet: Buffer, request: SftpRequest) => Buffer;

/** Answers requests of a type in another way. */
const instead = (type: number, answer: (request: SftpRequest) => Buffer): Change => (packet, request) => (request.type === type ? answer(request) : packet);

/** The first answer of each folder; the next one ends it. */
function oncePerFolder(answer: (request: SftpRequest) => Buffer): Change {
	let isFresh = false;
	return (packet, request) => {
		if (request.type === OPENDIR) {
			isFresh = true;
			return Buffer.concat([Buffer.from([REPLY.HANDLE]), u32(request.id), text('hand')]);
		}
		if (request.type !== READDIR) return packet;
		const told = isFresh ? answer(request) : names(request, []);
		isFresh = false;
		return told;
	};
}

let count = 0;
const OF_LIST: [title: string, change: Change, endings: Ending[]][] = [
	['names without end', instead(READDIR, (request) => names(request, Array.from({ length: 2_000 }, () => `call ${count++}`))), ['LISTING_ENDLESS']],
	['the same name without end', instead(READDIR, (request) => names(request, Array.from({ length: 2_000 }, () => 'call'))), ['LISTING_ENDLESS']],
	['. and .. without end', instead(READDIR, (request) => names(request, Array.from({ length: 2_000 }, (_, at) => (at % 2 ? '.' : '..')))), ['LISTING_ENDLESS']],
	['long names without end', instead(READDIR, (request) => names(request, Array.from({ length: 60 }, () => `${'x'.repeat(4_000)}${count++}`))), ['LISTING_ENDLESS']],
	['a name of 200 KiB', instead(READDIR, (request) => names(request, ['x'.repeat(200_000)])), ['INVALID_RESPONSE']],
	['4,294,967,295 names in a packet', instead(READDIR, (request) => names(request, ['a'], 'file', 0xffffffff)), ['INVALID_RESPONSE']],
	['a name that climbs', instead(READDIR, (request) => names(request, ['../../etc/passwd'])), ['INVALID_RESPONSE']],
	['an absolute name', instead(READDIR, (request) => names(request, ['/etc/passwd'])), ['INVALID_RESPONSE']],
	['a name with a NUL', instead(READDIR, (request) => names(request, ['a\0b'])), ['INVALID_RESPONSE']],
	['a folder in itself without end', oncePerFolder((request) => names(request, ['loop'.repeat(60)], 'folder')), ['LISTING_ENDLESS']],
	['links without end', instead(READDIR, (request) => names(request, Array.from({ length: 50 }, () => `link ${count++}`), 'link')), ['TIMED_OUT', 'LISTING_ENDLESS']],
];

/** Of every operation: packets that are none. */
const BROKEN: [title: string, prepare: (server: SftpServer) => void, endings: Ending[]][] = [
	['a packet of 4 GiB', (server) => (server.frame = (packet) => Buffer.concat([packet[0] === 2 ? u32(packet.length) : u32(0xffffffff), packet])), ['INVALID_RESPONSE']],
	['a packet of 4 GiB at once', (server) => (server.frame = (packet) => Buffer.concat([u32(0xfffffffe), packet])), ['INVALID_RESPONSE']],
	['a packet of nothing', (server) => (server.frame = (packet) => Buffer.concat([u32(0), packet])), ['INVALID_RESPONSE']],
	['a text of 4 GiB within a packet', (server) => (server.change = (packet, { id, type }) => (type === TYPE.INIT ? packet : Buffer.concat([Buffer.from([packet[0]]), u32(id, 0xffffffff), Buffer.from('xx')]))), ['INVALID_RESPONSE', 'SERVICE_FAILED', 'CONNECTION_FAILED']],
	['answers to what nobody asked', (server) => (server.change = (packet, { type }) => (type === TYPE.INIT ? packet : Buffer.concat([packet.subarray(0, 1), u32(0x7fffffff), packet.subarray(5)]))), ['INVALID_RESPONSE']],
];

const OF_READ: [title: string, change: Change, endings: Ending[]][] = [
	['a size below zero', instead(FSTAT, (request) => sized(request, 0xffffffffffffffffn)), ['INVALID_RESPONSE']],
	['a file that is smaller than it said', instead(FSTAT, (request) => sized(request, 1_000_000n)), ['CHANGED']],
	['a file that is larger than it said', instead(FSTAT, (request) => sized(request, 10n)), ['handled']],
	['data without a byte', instead(READ, ({ id }) => Buffer.concat([Buffer.from([REPLY.DATA]), u32(id, 0)])), ['INVALID_RESPONSE']],
	['more data than was asked for', instead(READ, ({ id }) => Buffer.concat([Buffer.from([REPLY.DATA]), u32(id), text(Buffer.alloc(200_000))])), ['INVALID_RESPONSE']],
	['a handle of 200 KiB', instead(TYPE.OPEN, ({ id }) => Buffer.concat([Buffer.from([REPLY.HANDLE]), u32(id), text('x'.repeat(200_000))])), ['INVALID_RESPONSE', 'SERVICE_FAILED', 'CONNECTION_FAILED']],
];

function sftpServerCases(): HostileCase[] {
	const changed = (change: Change) => (server: SftpServer) => void (server.change = change);
	const of = (operation: 'list' | 'read' | 'stat', group: HostileCase['group']) => ([title, change, endings]: (typeof OF_LIST)[number]) =>
		forEachOperation({ group, title, service: SERVICE, endings: (asked) => (asked === operation ? endings : undefined) }, async () => await openSftpServer(changed(change)), endings.includes('TIMED_OUT') ? SHORT : undefined);
	return [
		...OF_LIST.flatMap(of('list', 'listings')),
		...OF_READ.map(([title, change, endings]): HostileCase => ({
			group: 'content',
			title,
			service: SERVICE,
			operation: 'read',
			endings,
			open: async () =>
				trialOf(await openSftpServer(changed(change)), async (recordings) => {
					const { body } = await recordings.read('calls/large.wav');
					try {
						for await (const _ of body) void _;
					} catch (error) {
						throw recordings.explain(error, 'read', 'calls/large.wav');
					}
				}),
		})),
		...of('stat', 'content')(['a size below zero', instead(STAT, (request) => sized(request, 0x8000000000000000n)), ['handled', 'INVALID_RESPONSE']]).map((one) => ({ ...one, open: async () => trialOf(await openSftpServer(changed(instead(STAT, (request) => sized(request, 0x8000000000000000n)))), async (recordings) => assert.equal((await recordings.stat('calls/large.wav')).sizeBytes, undefined)) })),
		...BROKEN.flatMap(([title, prepare, endings]) => forEachOperation({ group: 'protocol', title, service: SERVICE, endings }, async () => await openSftpServer(prepare))),
	];
}

const VERSION = 'SSH-2.0-Hostile_1.0\r\n';
const BLOCK = Buffer.alloc(64 * 1024, 'a');
const RAW: [title: string, greet: (visit: Visit, server: RawServer) => void, endings: Ending[]][] = [
	['a banner of lines without end', ({ socket }, server) => server.flood(socket, Buffer.from('welcome to this server\r\n'.repeat(2_000))), ['CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE']],
	['a banner line without end', ({ socket }, server) => server.flood(socket, BLOCK), ['CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE']],
	['a version without end', ({ socket }, server) => void (socket.write('SSH-2.0-'), server.flood(socket, BLOCK)), ['CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE']],
	['a version, a byte at a time', ({ socket }, server) => server.trickle(socket, 'SSH-2.0-Hostile_1.0_and_so_on', 100), ['TIMED_OUT']],
	['a packet of SSH of 4 GiB', ({ socket }, server) => void (socket.write(VERSION), socket.write(u32(0xffffffff)), server.flood(socket, BLOCK)), ['CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE']],
	['packets of SSH that mean nothing, without end', ({ socket }, server) => void (socket.write(VERSION), server.flood(socket, ignorePackets())), ['CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE']],
];

/** SSH_MSG_IGNORE, in clear. */
function ignorePackets(): Buffer {
	const payload = Buffer.concat([Buffer.from([2]), text('x'.repeat(100))]);
	const padding = 8 - ((5 + payload.length) % 8) + 8;
	const packet = Buffer.concat([u32(1 + payload.length + padding), Buffer.from([padding]), payload, Buffer.alloc(padding)]);
	return Buffer.concat(Array.from({ length: 500 }, () => packet));
}

function sshCases(): HostileCase[] {
	return RAW.flatMap(([title, greet, endings]) =>
		forEachOperation({ group: 'protocol', title, service: SERVICE, endings: (operation) => (operation === 'list' || operation === 'read' ? endings : undefined) }, async () => {
			const server = await RawServer.start(greet);
			return {
				source: await sftpAt(server.port, { readyMs: 600 }),
				requests: () => server.visits.length,
				openSockets: () => server.openSockets,
				secrets: SECRETS,
				after: () => assert.ok(!SECRETS.some((secret) => server.heard.includes(secret)), 'a secret was sent'),
				stop: async () => await server.close(),
			};
		}),
	);
}

export const sftpCases = (): HostileCase[] => [...sftpServerCases(), ...sshCases()];
