import { oneLine } from '../../text/markup';
import { SessionError } from './errors';

/** OpenSSH's own limit. */
const MAX_PACKET_BYTES = 256 * 1024;
const PREFIX_BYTES = 4;

/** Cuts what arrives into packets, without their length. Throws where what arrives is no SFTP. */
export class PacketSplitter {
	readonly #prefix = Buffer.alloc(PREFIX_BYTES);
	#prefixBytes = 0;
	#packet?: Buffer;
	/** Whether a packet came, so that it began as SFTP. */
	#isSftp = false;
	#packetBytes = 0;

	constructor(private readonly onPacket: (packet: Buffer) => void) {}

	push(chunk: Buffer): void {
		let position = 0;
		while (position < chunk.length) {
			position = this.#packet ? this.#fill(chunk, position) : this.#begin(chunk, position);
		}
	}

	#begin(chunk: Buffer, start: number): number {
		const copied = chunk.copy(this.#prefix, this.#prefixBytes, start);
		this.#prefixBytes += copied;
		const position = start + copied;
		if (this.#prefixBytes < PREFIX_BYTES) return position;
		this.#prefixBytes = 0;
		const length = this.#prefix.readUInt32BE(0);
		if (length === 0 || length > MAX_PACKET_BYTES) throw noSftp(Buffer.concat([this.#prefix, chunk.subarray(position)]), this.#isSftp);
		if (chunk.length - position >= length) {
			this.#isSftp = true;
			this.onPacket(chunk.subarray(position, position + length));
			return position + length;
		}
		this.#packet = Buffer.allocUnsafe(length);
		this.#packetBytes = 0;
		return position;
	}

	#fill(chunk: Buffer, start: number): number {
		const packet = this.#packet as Buffer;
		const copied = chunk.copy(packet, this.#packetBytes, start);
		this.#packetBytes += copied;
		if (this.#packetBytes === packet.length) {
			this.#packet = undefined;
			this.#isSftp = true;
			this.onPacket(packet);
		}
		return start + copied;
	}
}

// A login script on the server that prints something is by far the most common cause.
function noSftp(start: Buffer, wasSftp: boolean): SessionError {
	if (wasSftp) return new SessionError('malformed', 'what the server sends is no longer SFTP');
	const text = oneLine(start.toString('latin1').replaceAll(/[^\x20-\x7e]+/g, ' '), 80);
	const said = /[A-Za-z]{3}/.test(text) ? `: "${text}"` : '';
	return new SessionError('malformed', `what the server sends is not SFTP${said}`, {
		advice: 'A login script of that user on the server may print something: ask whoever runs the server.',
		retryable: false,
	});
}
