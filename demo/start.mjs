/** `npm start`: see README.md. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { continueOnNewerNode } from './lib/newer-node.mjs';
import project from './lib/project.js';

if (process.platform === 'win32') fail('The demo stops what it started by process groups, which Windows does not have: run it in WSL.');
await continueOnNewerNode(import.meta.url);
if (!existsSync(`${project.root}/node_modules/azurite`)) fail('The development tools are missing. Run it as: npm start');
await createRequire(import.meta.url)('./run.js').main();

function fail(message) {
	console.error(`\n${message}\n`);
	process.exit(1);
}
