const n8n = require('./jest.n8n.config.js');

/** For what reads test/n8n/support, in this process and in those of the files. */
process.env.CALL_RECORDINGS_BED = 'queue';

/**
 * Every node on workers, every trigger on main, and what can happen to them: `npm run test:queue`, after demo/n8n/install.mjs, with
 * redis-server and PostgreSQL.
 */
module.exports = {
	...n8n,
	roots: ['<rootDir>/test/queue', '<rootDir>/test/n8n'],
	testMatch: [
		'<rootDir>/test/queue/**/*.test.ts',
		'<rootDir>/test/n8n/{cxone,data-exports,decryption,eight-by-eight,examples,many-tags,recording-files,recordings,tokens,triggers}.test.ts',
	],
	globalSetup: '<rootDir>/test/queue/support/setup.ts',
};
