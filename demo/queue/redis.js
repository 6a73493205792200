/** Redis, through which n8n hands executions to its workers; on this machine alone. */
const { mkdirSync } = require('node:fs');
const { createConnection } = require('node:net');
const { join } = require('node:path');
const { freePort } = require('../lib/ports.js');
const { startProcess, waitUntilUp } = require('../lib/processes.js');
const { childEnvironment, localFolder } = require('../lib/project.js');
const { redisServer } = require('./debian.js');

/**
 * What it holds is on disk at once: started again at its port, it goes on where it was.
 * @param {{ name: string, port?: number }} options `name` is the folder for its files and its log, below .local
 */
async function startRedis({ name, port: preferredPort }) {
	const port = await freePort(preferredPort);
	const folder = join(localFolder, name, 'redis');
	mkdirSync(folder, { recursive: true });
	const server = startProcess({
		command: redisServer(),
		parameters: ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'],
		env: childEnvironment(),
		cwd: folder,
		logFile: join(localFolder, name, 'redis.log'),
	});
	await waitUntilUp({ name: 'Redis', server, probe: () => answers(port) });
	return { port, ...server };
}

/** @returns {Promise<boolean>} */
function answers(port) {
	return new Promise((resolve) => {
		const socket = createConnection({ host: '127.0.0.1', port, timeout: 1000 }, () => socket.write('PING\r\n'));
		const end = (/** @type {boolean} */ isUp) => {
			socket.destroy();
			resolve(isUp);
		};
		socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
		socket.once('error', () => end(false));
		socket.once('timeout', () => end(false));
	});
}

module.exports = { startRedis };
