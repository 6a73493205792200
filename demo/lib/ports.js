const { createServer } = require('node:net');

/**
 * A TCP port on 127.0.0.1 that nobody listens on: the preferred one if it is free, or any.
 * @param {number} [preferred]
 * @returns {Promise<number>}
 */
async function freePort(preferred = 0) {
	try {
		return await listenOnce(preferred);
	} catch (error) {
		if (preferred === 0) throw error;
		return await listenOnce(0);
	}
}

/** @returns {Promise<number>} */
function listenOnce(port) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const { port: taken } = /** @type {import('node:net').AddressInfo} */ (server.address());
			server.close(() => resolve(taken));
		});
	});
}

module.exports = { freePort };
