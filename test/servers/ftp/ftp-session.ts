import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { FtpCommands } from './ftp-commands';
import { pourForever } from './ftp-data';
import type { FtpServer } from './ftp-server';

/** One control connection: lines in, answers out, one command after the other. */
export class FtpSession {
	isLoggedIn = false;
	#rest = '';
	#queue: string[] = [];
	#isBusy = false;
	readonly #commands: FtpCommands;

	constructor(
		readonly server: FtpServer,
		public socket: Socket,
	) {
		this.#commands = new FtpCommands(this);
		socket.once('close', () => this.#leave());
		this.#listen();
	}

	greet(): void {
		const { answer, isSilent, hangUp, saysFirst, floods } = this.server.faults.next('login');
		if (floods !== undefined) return void pourForever(this.socket, () => Buffer.from(floods, 'latin1'));
		if (hangUp) return void this.socket.destroy();
		if (isSilent) return;
		const [code, text] = answer ?? [220, 'ready'];
		this.socket.write(`${saysFirst ?? ''}${code}-Welcome\r\n to this server\r\n${code} ${text}\r\n`);
		if (code >= 400) this.socket.end();
	}

	say(code: number, text: string): void {
		const answer = Buffer.from(`${code} ${text}\r\n`, 'latin1');
		const pieces = this.server.options.dribbles ? [...answer].map((byte) => Buffer.of(byte)) : [answer];
		for (const piece of pieces) if (!this.socket.destroyed) this.socket.write(piece);
	}

	logIn(): boolean {
		const { server } = this;
		if (server.logins >= server.options.maxLogins) return false;
		this.isLoggedIn = true;
		server.loginCount++;
		server.mostLogins = Math.max(server.mostLogins, ++server.logins);
		return true;
	}

	/** Goes on over TLS. */
	upgrade(): void {
		this.socket.removeAllListeners('data');
		this.#rest = '';
		this.#queue = [];
		this.socket = this.server.secure(this.socket);
		this.#listen();
	}

	#listen(): void {
		this.socket.on('data', (data: Buffer) => void this.#take(data.toString('latin1')));
	}

	async #take(text: string): Promise<void> {
		const lines = (this.#rest + text).split('\r\n');
		this.#rest = lines.pop() ?? '';
		if (this.#isBusy && this.server.options.answersAtOnce) for (const line of lines.filter((one) => one === 'EPSV')) await this.#run(lines.splice(lines.indexOf(line), 1)[0]);
		const isForgotten = this.#isBusy && !this.server.options.pipelines;
		this.#queue.push(...(isForgotten ? [] : this.server.options.pipelines ? lines : lines.slice(0, 1)));
		if (this.#isBusy) return;
		this.#isBusy = true;
		for (let line = this.#queue.shift(); line !== undefined && !this.socket.destroyed; line = this.#queue.shift()) await this.#run(line);
		this.#isBusy = false;
	}

	async #run(line: string): Promise<void> {
		const [verb] = line.split(' ', 1);
		this.server.commands.push(verb === 'PASS' ? 'PASS' : line);
		const fault = this.server.faults.next(verb);
		// What comes while a command is at work is forgotten by some.
		await delay(this.server.options.latencyMs || (this.server.options.pipelines ? 0 : 1));
		if (fault.hangUp) return void this.socket.destroy();
		if (fault.isSilent) return await new Promise(() => {});
		if (fault.floods !== undefined) return await pourForever(this.socket, () => Buffer.from(fault.floods ?? '', 'latin1'));
		if (fault.saysFirst) this.socket.write(fault.saysFirst);
		if (fault.answer) this.#refuse(fault.answer);
		else await this.#commands.run(verb, line.slice(verb.length + 1), fault);
	}

	#refuse([code, text]: [number, string]): void {
		this.say(code, text);
		if (code === 421) this.socket.end();
	}

	#leave(): void {
		this.#commands.close();
		if (this.isLoggedIn) this.server.logins--;
		this.isLoggedIn = false;
	}
}
