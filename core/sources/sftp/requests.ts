import type { Duplex } from 'node:stream';
import { SessionError, SftpStatusError } from './errors';
import { PacketSplitter } from './packets';
import { encodeRequest, FieldReader, MalformedReply, REPLY, REQUEST, STATUS, type Field } from './wire';

export interface Reply {
	type: number;
	reader: FieldReader;
}

interface Pending {
	resolve(reply: Reply): void;
	reject(error: unknown): void;
}

const VERSION = 3;
const MAX_ID = 2 ** 32;

/** Requests and replies on one channel: many under way at once, sent together where they are made together. */
export class Requests {
	readonly #pending = new Map<number, Pending>();
	#nextId = 0;
	#unsent: Buffer[] = [];
	#failure?: unknown;
	#version?: Pending;
	/** When something last arrived. */
	heardAt = performance.now();

	constructor(private readonly channel: Duplex) {
		const splitter = new PacketSplitter((packet) => this.#receive(packet));
		channel.on('data', (chunk: Buffer) => {
			this.heardAt = performance.now();
			try {
				splitter.push(chunk);
			} catch (error) {
				this.fail(error instanceof MalformedReply ? new SessionError('malformed', `what the server sends is not SFTP: ${error.message}`) : error);
			}
		});
	}

	get isFailed(): boolean {
		return this.#failure !== undefined;
	}

	get underWay(): number {
		return this.#pending.size;
	}

	/** Greets the server; resolves to the extensions that it offers, by name. */
	async start(): Promise<Map<string, string>> {
		const { reader } = await new Promise<Reply>((resolve, reject) => {
			this.#version = { resolve, reject };
			if (this.#failure !== undefined) reject(this.#failure as Error);
			else this.#send(Buffer.from([0, 0, 0, 5, REQUEST.INIT, 0, 0, 0, VERSION]));
		});
		reader.number();
		const extensions = new Map<string, string>();
		while (!reader.isAtEnd) extensions.set(reader.text().toString(), reader.text().toString());
		return extensions;
	}

	/** Resolves to any reply but a refusal; that is thrown as SftpStatusError. */
	async send(type: number, ...fields: Field[]): Promise<Reply> {
		const reply = await this.#ask(type, fields);
		if (reply.type !== REPLY.STATUS) return reply;
		const status = reply.reader.number();
		// Some servers leave the text out.
		const text = reply.reader.isAtEnd ? '' : reply.reader.text().toString();
		if (status !== STATUS.OK) throw new SftpStatusError(status, text);
		return reply;
	}

	/** Resolves to the fields of a reply of that type; another one is no SFTP. */
	async ask(expected: number, type: number, ...fields: Field[]): Promise<FieldReader> {
		const reply = await this.send(type, ...fields);
		if (reply.type === expected) return reply.reader;
		const error = new SessionError('malformed', `the server answers a request of type ${type} with a reply of type ${reply.type}`);
		this.fail(error);
		throw error;
	}

	/** Ends everything that is under way, and whatever is asked later. */
	fail(error: unknown): void {
		if (this.#failure !== undefined) return;
		this.#failure = error;
		this.#unsent = [];
		this.#version?.reject(copyOf(error));
		for (const { reject } of this.#pending.values()) reject(copyOf(error));
		this.#pending.clear();
	}

	async #ask(type: number, fields: Field[]): Promise<Reply> {
		return await new Promise<Reply>((resolve, reject) => {
			if (this.#failure !== undefined) {
				reject(copyOf(this.#failure));
				return;
			}
			const id = this.#nextId;
			this.#nextId = (id + 1) % MAX_ID;
			this.#pending.set(id, { resolve, reject });
			this.#send(encodeRequest(type, id, fields));
		});
	}

	// Each write is a packet of SSH, encrypted and signed, and a write to the socket: what is asked in one turn goes in one.
	#send(packet: Buffer): void {
		if (this.#unsent.push(packet) > 1) return;
		setImmediate(() => {
			const packets = this.#unsent;
			this.#unsent = [];
			if (packets.length > 0) this.channel.write(packets.length === 1 ? packets[0] : Buffer.concat(packets));
		});
	}

	#receive(packet: Buffer): void {
		const type = packet[0];
		if (type === REPLY.VERSION) {
			this.#version?.resolve({ type, reader: new FieldReader(packet.subarray(1)) });
			return;
		}
		if (packet.length < 5) throw new MalformedReply('a reply has no number');
		const id = packet.readUInt32BE(1);
		const pending = this.#pending.get(id);
		// To a request that nobody made, or twice to one: then nothing can be trusted any more.
		if (!pending) throw new MalformedReply('a reply belongs to no request');
		this.#pending.delete(id);
		pending.resolve({ type, reader: new FieldReader(packet.subarray(5)) });
	}
}

function copyOf(error: unknown): Error {
	return error instanceof SessionError ? error.copy() : (error as Error);
}
