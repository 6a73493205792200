/**
 * Loaded into a running n8n (`--import`): measures it from within, when told to over a socket. "start" collects what
 * is garbage from n8n's own start, which would else be taken back during the job and hide what the job needs, and
 * sets the peak of the memory back; "stop" answers what was measured since. The peak itself is read from outside: it
 * must also be known of an n8n that died.
 */
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpuMs, resetPeak, watchHolds } from '../clients/meters.mjs';

// Every Node.js process on the way loads this; those that start n8n hand it on, and n8n does not.
if (/\/n8n\/bin\/n8n$/.test(process.argv[1])) {
	const { BENCH_PROBE_SOCKET: socket } = process.env;
	delete process.env.BENCH_PROBE_SOCKET;
	delete process.env.NODE_OPTIONS;
	serve(socket);
}

function serve(path) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	let running;
	const commands = {
		start: () => {
			// What the first collection finds, the next ones give back.
			for (let pass = 0; pass < 3; pass++) collect();
			resetPeak();
			running = { holds: watchHolds(), cpuBefore: cpuMs() };
			return { pid: process.pid };
		},
		stop: () => ({ cpuMs: cpuMs() - running.cpuBefore, ...running.holds.stop() }),
	};
	const server = createServer((connection) => {
		connection.on('error', () => {});
		connection.on('data', (command) => connection.write(`${JSON.stringify(commands[command]())}\n`));
	});
	server.listen(path).unref();
}
