import type { Socket } from 'node:net';

/**
 * Makes a connected socket send what is written in one turn together. The library writes the length of a packet, its content and its
 * seal one by one; without Nagle, which would hold them back for a round trip, each would travel alone. Not before it is
 * connected: `connect` puts the method of Node.js back.
 */
export function joinWrites(socket: Socket): void {
	const write = socket.write.bind(socket) as (data: Buffer) => boolean;
	let isJoining = false;
	Object.assign(socket, {
		write: (data: Buffer) => {
			if (!isJoining) {
				isJoining = true;
				socket.cork();
				process.nextTick(() => {
					isJoining = false;
					socket.uncork();
				});
			}
			return write(data);
		},
	});
}
