import assert from 'node:assert/strict';
import { FILES } from '../../faults/operations';
import { FtpServer, type FtpServerOptions } from '../../servers/ftp/ftp-server';
import type { FtpFault } from '../../servers/ftp/ftp-faults';
import type { Ending, HostileCase } from '../hostile-case';
import { forEachOperation, ftpsAt, PASSWORD, SECRETS, SHORT, trialOf, USER, type Opened } from '../places';

const SERVICE = 'FTPS';
const LINE = 'x'.repeat(64 * 1024);
/** Enough for what a suite can send. */
const FOLDER_LIMITS = { names: 20_000, characters: 2_000_000 };

async function openFtp(prepare: (server: FtpServer) => void, options: Partial<FtpServerOptions> = {}): Promise<Opened & { server: FtpServer }> {
	const server = await FtpServer.start({ user: USER, password: PASSWORD, ...options });
	server.seed(FILES);
	prepare(server);
	return {
		server,
		source: await ftpsAt(server.port, { caCertificate: server.ca.cert, folderLimits: FOLDER_LIMITS }),
		requests: () => server.loginCount,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		stop: async () => await server.close(),
	};
}

const FLOODS: [title: string, flood: string, endings: Ending[]][] = [
	// What does not begin like FTP is no server of FTP.
	['a line without end', LINE, ['INVALID_RESPONSE', 'CONNECTION_FAILED', 'TLS_FAILED']],
	['an answer of lines without end', `220-Welcome\r\n${' and welcome again\r\n'.repeat(3_000)}`, ['INVALID_RESPONSE', 'CONNECTION_FAILED']],
];

function controlCases(): HostileCase[] {
	return ['login', 'USER', 'FEAT'].flatMap((verb) =>
		FLOODS.flatMap(([title, floods, endings]) =>
			forEachOperation({ group: 'protocol', title: `${title}, at ${verb === 'login' ? 'the greeting' : verb}`, service: SERVICE, endings }, async () => await openFtp((server) => server.faults.inject(verb, { floods }, { times: Infinity }))),
		),
	);
}

const OF_LIST: [title: string, fault: FtpFault, endings: Ending[]][] = [
	['a line without end', { endless: () => Buffer.from(LINE) }, ['INVALID_RESPONSE']],
	['names without end', endless((at) => `type=file;size=1;modify=20210310174042; call ${at}`), ['LISTING_ENDLESS']],
	['the same name without end', endless(() => 'type=file;size=1;modify=20210310174042; call'), ['LISTING_ENDLESS']],
	['names of 8 KiB', { lines: [`type=file;size=1;modify=20210310174042; ${'x'.repeat(8_192)}`] }, ['INVALID_RESPONSE']],
	['a name that climbs', { lines: ['type=file;size=1;modify=20210310174042; ../../etc/passwd'] }, ['INVALID_RESPONSE']],
	['a name with a slash', { lines: ['type=file;size=1;modify=20210310174042; a/b'] }, ['INVALID_RESPONSE']],
	['a name with a NUL', { lines: ['type=file;size=1;modify=20210310174042; a\0b'] }, ['INVALID_RESPONSE']],
	['a folder in itself without end', { lines: [`type=dir; ${'loop'.repeat(60)}`] }, ['LISTING_ENDLESS']],
	['lines of no known form', { lines: ['\x1b[2J'] }, ['INVALID_RESPONSE']],
];

function endless(line: (at: number) => string): FtpFault {
	let at = 0;
	return { endless: () => Buffer.from(Array.from({ length: 1_000 }, () => `${line(at++)}\r\n`).join(''), 'latin1') };
}

function listingCases(): HostileCase[] {
	const only = (title: string, prepare: (server: FtpServer) => void, endings: Ending[]) =>
		forEachOperation({ group: 'listings', title, service: SERVICE, endings: (operation) => (operation === 'list' ? endings : undefined) }, async () => await openFtp(prepare));
	return [
		...OF_LIST.flatMap(([title, fault, endings]) => only(title, (server) => server.faults.inject('MLSD', fault, { times: Infinity }), endings)),
		...only('. and .. without end', (server) => server.faults.inject('MLSD', endless((at) => `type=${at % 2 ? 'cdir' : 'pdir'};modify=20210310174042; ${at % 2 ? '.' : '..'}`), { times: Infinity }), ['TIMED_OUT', 'LISTING_ENDLESS']).map((one) => ({ ...one, open: async () => {
			const opened = await openFtp((server) => server.faults.inject('MLSD', endless((at) => `type=${at % 2 ? 'cdir' : 'pdir'};modify=20210310174042; ${at % 2 ? '.' : '..'}`), { times: Infinity }));
			return trialOf(opened, async (recordings) => { for await (const _ of recordings.listPages()) void _; }, SHORT);
		} })),
	];
}

const LARGE = 'calls/large.wav';

/** What the server says of a file, and what it sends. */
const LIES: [title: string, prepare: (server: FtpServer) => void, endings: Ending[]][] = [
	['a file that is larger than it said', (server) => server.faults.inject('SIZE', { answer: [213, '10'] }, { times: Infinity }), ['CHANGED']],
	['a file without end, of 10 bytes', (server) => (server.faults.inject('SIZE', { answer: [213, '10'] }, { times: Infinity }), server.faults.inject('RETR', { endless: () => Buffer.alloc(65_536) }, { times: Infinity })), ['CHANGED']],
	['a file that is smaller than it said', (server) => server.faults.inject('SIZE', { answer: [213, '1000000'] }, { times: Infinity }), ['CONNECTION_FAILED', 'CHANGED', 'CORRUPTED']],
	['a size beyond all numbers', (server) => server.faults.inject('SIZE', { answer: [213, '9'.repeat(40)] }, { times: Infinity }), ['handled']],
	['a size below zero', (server) => server.faults.inject('SIZE', { answer: [213, '-1'] }, { times: Infinity }), ['handled']],
	['an address of its own choice for data (PASV)', () => {}, ['handled']],
	['the address of metadata services for data (PASV)', () => {}, ['handled']],
];

function contentCases(): HostileCase[] {
	return LIES.map(([title, prepare, endings]) => ({
		group: title.includes('PASV') ? ('redirects' as const) : ('content' as const),
		title,
		service: SERVICE,
		operation: 'read',
		endings,
		open: async () => {
			const passive = title.includes('PASV') ? { epsv: false, passiveAddress: title.includes('metadata') ? '169,254,169,254' : '127,0,0,9' } : {};
			const opened = await openFtp(prepare, passive);
			return trialOf(opened, async (recordings) => {
				const { body } = await recordings.read(LARGE);
				let bytes = 0;
				try {
					for await (const chunk of body as AsyncIterable<Buffer>) bytes += chunk.length;
				} catch (error) {
					throw recordings.explain(error, 'read', LARGE);
				}
				assert.equal(bytes, FILES[LARGE].length);
			});
		},
	}));
}

export const ftpsCases = (): HostileCase[] => [...listingCases(), ...controlCases(), ...contentCases()];
