/**
 * What runs in the thread: it hashes blocks as they come, and gives each back to be filled again. As text, since the package is one file for
 * each of its parts, and a thread begins with a file or with text.
 */
export const THREAD_CODE = `'use strict';
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const jobs = new Map();
parentPort.on('message', ({ id, algorithm, block, length, isOver }) => {
	if (algorithm !== undefined) jobs.set(id, createHash(algorithm));
	const hash = jobs.get(id);
	if (block !== undefined) {
		if (hash !== undefined) hash.update(new Uint8Array(block, 0, length));
		parentPort.postMessage({ id, block }, [block]);
	}
	if (isOver === undefined) return;
	jobs.delete(id);
	if (isOver === 'digest') parentPort.postMessage({ id, digest: hash.digest('base64') });
});`;
