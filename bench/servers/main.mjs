/**
 * A simulated server as a process of its own: `node main.mjs <service> [<certificate> <key>]`, forked by process.mjs.
 * Tells its parent where it is, makes ready what a job will ask for, tells the CPU time it used, and ends with it.
 */
import { readFileSync } from 'node:fs';

const [service, certificate, key] = process.argv.slice(2);
const tls = certificate ? { cert: readFileSync(certificate), key: readFileSync(key) } : undefined;
const { serve } = await import(`./${service}.mjs`);
const { place, prepare } = await serve(tls);

process.on('message', async ({ prepare: folder }) => {
	if (folder) await prepare(folder);
	process.send(process.cpuUsage());
});
process.on('disconnect', () => process.exit(0));
process.send({ place });
