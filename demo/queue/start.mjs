/** `npm run queue`: see README.md. */
import { createRequire } from 'node:module';
import { continueOnNewerNode } from '../lib/newer-node.mjs';

await continueOnNewerNode(import.meta.url);
createRequire(import.meta.url)('./run.js').main();
