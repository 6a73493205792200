/** Redis, through which n8n hands executions to its workers; on this machine alone. */
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { freePort } = require('../lib/ports.js');
const { startProcess, waitUntilUp } = require('../lib/processes.js');
const { childEnvironment, localFolder } = require('../lib/project.js');
const { answers } = require('./answers.js');
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
	await waitUntilUp({ name: 'Redis', server, probe: () => answers(port, 'PING\r\n', (answer) => answer.toString().startsWith('+PONG')) });
	return { port, ...server };
}

module.exports = { startRedis };
