const { createConnection } = require('node:net');

const PATIENCE_MS = 1_000;

/**
 * Whether a server of this machine answers a question as it should.
 * @param {number} port
 * @param {string | Buffer} question
 * @param {(answer: Buffer) => boolean} isRight
 * @returns {Promise<boolean>}
 */
function answers(port, question, isRight) {
	return new Promise((resolve) => {
		const socket = createConnection({ host: '127.0.0.1', port, timeout: PATIENCE_MS }, () => socket.write(question));
		const end = (/** @type {boolean} */ isUp) => {
			socket.destroy();
			resolve(isUp);
		};
		socket.once('data', (answer) => end(isRight(answer)));
		for (const failure of ['error', 'timeout', 'close']) socket.once(failure, () => end(false));
	});
}

module.exports = { answers };
