import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { SessionError } from '../../../core/sources/sftp/errors';
import { joinWrites } from '../../../core/sources/sftp/join-writes';
import { Sessions } from '../../../core/sources/sftp/sessions';

const failing = (error: Error) => new Sessions({ max: 4, idleMs: 1_000, open: async () => await Promise.reject(error) });

describe('sessions that cannot be opened', () => {
	test.each([
		['of a session', new SessionError('cut', 'gone', { advice: 'wait', retryable: true })],
		['of the network', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
	])('fail with an error %s for each who waits, so that each counts its own attempts', async (_, error) => {
		const sessions = failing(error);
		const failures = await Promise.all([1, 2, 3].map(async () => await sessions.hold().catch((thrown: unknown) => thrown as Error)));
		expect(new Set(failures).size).toBe(3);
		for (const failure of failures) {
			expect(failure).toMatchObject({ message: error.message });
			if (error instanceof SessionError) expect(failure).toMatchObject({ trouble: 'cut', facts: error.facts });
			else expect(failure).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
		}
		await sessions.close();
	});

	test('are asked for once by many', async () => {
		let opened = 0;
		const sessions = new Sessions({
			max: 4,
			idleMs: 1_000,
			open: async () => {
				opened++;
				return await Promise.reject(new SessionError('cut', 'gone'));
			},
		});
		await Promise.allSettled(Array.from({ length: 16 }, async () => await sessions.hold()));
		expect(opened).toBe(1);
		await sessions.close();
	});
});

test('what is written to a socket in one turn is sent together', async () => {
	const server = createServer((peer) => peer.resume()).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const socket = new Socket().connect((server.address() as AddressInfo).port, '127.0.0.1');
	await once(socket, 'connect');
	joinWrites(socket);
	const together: number[] = [];
	const send = (socket as unknown as { _writev(chunks: unknown[], done: () => void): void })._writev.bind(socket);
	Object.assign(socket, {
		_writev: (chunks: unknown[], done: () => void) => {
			together.push(chunks.length);
			send(chunks, done);
		},
	});
	for (const part of ['length', 'content', 'seal']) socket.write(Buffer.from(part));
	await new Promise(setImmediate);
	for (const part of ['length', 'content']) socket.write(Buffer.from(part));
	socket.end();
	await once(socket, 'finish');
	socket.destroy();
	server.close();
	expect(together).toEqual([3, 2]);
});
