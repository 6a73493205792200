/** Who does a job: ours first, since the report compares everybody else with it. Each run is a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SERVICES } from '../services.mjs';
import { curlCommand } from './curl.mjs';
import { lftpCommand } from './lftp.mjs';
import { opensslCommand } from './openssl.mjs';
import { opensshCommand } from './openssh.mjs';
import { measureProgram, versionOf } from './programs.mjs';
import { rcloneCommand } from './rclone.mjs';
import { sevenZipCommand, sevenZipVersion } from './seven-zip.mjs';

const run = promisify(execFile);
const LIMIT_MS = 300_000;

const PROGRAMS = {
	curl: { command: curlCommand, version: () => versionOf('curl', '--version')?.replace(/ \(.*/, '') },
	rclone: { command: rcloneCommand, version: () => versionOf('rclone', 'version') },
	lftp: { command: lftpCommand, version: () => versionOf('lftp', '--version')?.replace(/ \| (Version )?/, ' ').replace(/ \|.*/, '') },
	openssl: { command: opensslCommand, version: () => versionOf('openssl', 'version')?.replace(/ \(.*/, '').replace(/ \d+ \w+ \d+$/, '') },
	'7-Zip': { command: sevenZipCommand, version: sevenZipVersion },
	OpenSSH: { command: opensshCommand, version: () => versionOf('sftp', '-h') && versionOf('ssh', '-V')?.replace(/,.*/, '') },
};

/** Clients that are programs in Node.js, where their name is not that of the service. */
const IN_NODE = {
	ours: ({ service }) => (['csv', 'cms', 'zip', 'gim', 'verba'].includes(service) ? `${service}/ours` : 'ours'),
	'ours, 4 connections': () => 'ours',
	'bare SDK': () => 'sdk',
	'bare saxes': () => 'verba/saxes',
	'csv-parse': ({ service }) => `${service}/csv-parse`,
};
const PLACES = { 'ours, 4 connections': { connections: 4 } };

/** By name, the versions of the programs that the services need; undefined for one that is not installed. */
export function versionsFor(services) {
	const names = Object.keys(PROGRAMS).filter((name) => services.some((service) => SERVICES[service].peers.includes(name)));
	return Object.fromEntries(names.map((name) => [name, PROGRAMS[name].version()]));
}

/** @param bench what `openBench` made */
export function clientsFor(job, place, bench) {
	const { service, kind, without = [] } = job;
	// A script with curl lists nothing by itself, and needs a place for what it fetches.
	const isFor = (name) => !without.includes(name) && (name !== 'curl' || kind === 'files');
	const isThere = (name) => isFor(name) && (!PROGRAMS[name] || bench.versions[name] !== undefined);
	const names = ['ours', ...SERVICES[service].peers.filter(isThere)];
	const clientOf = (name) => (PROGRAMS[name] ? programClient(name, service, place, bench) : nodeClient(name, service, place, bench));
	return Object.fromEntries(names.map((name) => [name, clientOf(name)]));
}

function nodeClient(name, service, place, { dist, env, signal }) {
	const program = fileURLToPath(new URL(`${IN_NODE[name]({ service })}.mjs`, import.meta.url));
	return async (job) => {
		const settings = { service, place: { ...place, ...PLACES[name] }, dist, ...job };
		const { stdout } = await run(process.execPath, ['--no-deprecation', program, JSON.stringify(settings)], { timeout: LIMIT_MS, env, signal });
		return JSON.parse(stdout);
	};
}

function programClient(name, service, place, bench) {
	return async (job) => await measureProgram(await PROGRAMS[name].command(service, place), job, bench);
}
