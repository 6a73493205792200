import { Socket } from 'node:net';

/**
 * A socket that sends what is written in one turn together. The library writes the length of a packet, its content and
 * its seal one by one; without Nagle, which would hold them back for a round trip, each would travel alone.
 */
export class JoinedSocket extends Socket {
	#isJoining = false;

	override write(data: Buffer, ...rest: never[]): boolean {
		if (!this.#isJoining) {
			this.#isJoining = true;
			this.cork();
			process.nextTick(() => {
				this.#isJoining = false;
				this.uncork();
			});
		}
		return super.write(data, ...rest);
	}
}
