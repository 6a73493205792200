/**
 * A server as a process of its own: `node main.mjs '{"service":…,"folder":…,"certificate":…}'`, forked by process.mjs.
 * Tells its parent where it is, makes ready what a job will ask for, tells the CPU time it used and what came and went
 * over HTTP, and ends with it.
 */
import { readFileSync } from 'node:fs';
import { traffic } from './http.mjs';

const { service, folder, certificate } = JSON.parse(process.argv[2]);
const tls = certificate && { cert: readFileSync(certificate.certificateFile), key: readFileSync(certificate.keyFile) };
// What a server leaves to be done it does at `exit`.
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
const { serve } = await import(`./${service}.mjs`);
const { place, prepare, cpuMs = () => 0, countFiles, seed } = await serve(tls, { folder, ...certificate });

process.on('message', async ({ prepare: name, count, seed: what }) => {
	if (name) await prepare(name);
	if (what) seed(what);
	const { user, system } = process.cpuUsage();
	process.send({ cpuMs: (user + system) / 1000 + cpuMs(), traffic: traffic(), files: count && countFiles(count) });
});
process.send({ place });
