/** PostgreSQL, which holds n8n's workflows, executions and, in queue mode, binaries; on this machine alone. */
const { execFileSync } = require('node:child_process');
const { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { freePort } = require('../lib/ports.js');
const { run, startProcess, waitUntilUp } = require('../lib/processes.js');
const { childEnvironment, localFolder } = require('../lib/project.js');
const { answers } = require('./answers.js');
const { postgresFolder } = require('./debian.js');

const USER = 'n8n';
/** It refuses to run as root: whoever is root runs it as the user that its package has made. */
const SYSTEM_USER = 'postgres';

/**
 * @param {{ name: string, port?: number, data?: string }} options `name` is the folder for its log, below .local; `data` is that of an
 *   earlier start, to go on with
 */
async function startPostgres({ name, port: preferredPort, data = newFolder() }) {
	const programs = postgresFolder();
	const env = childEnvironment({ LC_ALL: 'C.UTF-8' });
	if (!existsSync(join(data, 'PG_VERSION'))) {
		const [command, ...parameters] = asUser(join(programs, 'initdb'), '-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-sync');
		const { code, stdout, stderr } = await run({ command, parameters, env, cwd: data });
		if (code !== 0) throw new Error(`PostgreSQL made no database:\n${stdout}${stderr}`);
	}
	const port = await freePort(preferredPort);
	mkdirSync(join(localFolder, name), { recursive: true });
	const settings = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '100' };
	const [command, ...parameters] = asUser(join(programs, 'postgres'), '-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]));
	const server = startProcess({ command, parameters, env, cwd: data, logFile: join(localFolder, name, 'postgres.log') });
	await waitUntilUp({ name: 'PostgreSQL', server, probe: () => takesLogins(port) });
	/** At once, as in a crash: it tells nobody, saves nothing, and mends its files at the next start. */
	const kill = async () => {
		const [program, ...stopping] = asUser(join(programs, 'pg_ctl'), 'stop', '-D', data, '-m', 'immediate');
		await run({ command: program, parameters: stopping, env, cwd: data });
		await server.stop(0);
	};
	return { port, data, user: USER, database: 'postgres', remove: () => rmSync(data, { recursive: true, force: true }), kill, ...server };
}

function asUser(...command) {
	return process.getuid?.() === 0 ? ['setpriv', `--reuid=${SYSTEM_USER}`, `--regid=${SYSTEM_USER}`, '--init-groups', ...command] : command;
}

/** Where that user may go, too: the project's folders can be closed to him. */
function newFolder() {
	const folder = mkdtempSync(join(tmpdir(), 'call-recordings-postgres-'));
	if (process.getuid?.() === 0) chownSync(folder, idOf('-u'), idOf('-g'));
	return folder;
}

function idOf(kind) {
	return Number(execFileSync('id', [kind, SYSTEM_USER]).toString());
}

/** Whether it takes logins: R, it asks for no password; E, it is still starting. @returns {Promise<boolean>} */
async function takesLogins(port) {
	return await answers(port, startup(), ([kind]) => kind === 'R'.charCodeAt(0));
}

/** The first message of a client: https://www.postgresql.org/docs/current/protocol-message-formats.html (StartupMessage). */
function startup() {
	const body = Buffer.from(`\0\x03\0\0user\0${USER}\0database\0postgres\0\0`, 'latin1');
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.length + 4);
	return Buffer.concat([length, body]);
}

module.exports = { startPostgres };
