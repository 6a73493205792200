/**
 * Runs a command that must not outlive whoever asked for it: `node leash.js <command> <parameters…>`, with a pipe on
 * stdin. When the other end of the pipe closes, be it by Ctrl-C, a crash or kill -9, the command is stopped.
 */
const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const GRACE_MS = 10_000;
const [command, ...parameters] = process.argv.slice(2);
const child = spawn(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });

function stop() {
	child.kill('SIGTERM');
	// The leash leads the process group, so this takes the command's own helpers too, and itself.
	setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS);
}

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(name, stop);
process.stdin.once('end', stop).once('error', stop).resume();

child.once('error', (error) => {
	console.error(`${command}: ${error.message}`);
	process.exit(127);
});
// As a shell tells it: 137 is a kill -9.
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
