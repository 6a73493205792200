/** Starts the simulated server, and reads how much CPU it used: what tells a bound client from a bound server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

// A token of the right form; the server checks none.
const SAS = 'sv=2021-12-02&sr=c&sp=rl&sig=c2lnbmF0dXJl';

export async function startServer() {
	const program = fileURLToPath(new URL('server.mjs', import.meta.url));
	// Its standard input is a pipe of ours: when we die, however we die, it ends.
	const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
	const [line] = await once(child.stdout, 'data');
	const origin = `http://127.0.0.1:${JSON.parse(line).port}`;
	return {
		url: `${origin}/devstoreaccount1/recordings?${SAS}`,
		cpuMs: async () => {
			const { user, system } = await (await fetch(`${origin}/cpu`)).json();
			return (user + system) / 1000;
		},
		stop: () => child.kill(),
	};
}
