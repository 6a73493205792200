const jest = require('./jest.config.js');

/**
 * The suites that need real servers: `npm run test:azurite`, `test:ftp`, `test:s3`, `test:sftp`. A server that is missing or
 * cannot start is a failure, never a skip.
 */
module.exports = {
	...jest,
	rootDir: '..',
	testMatch: ['**/*.servers.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/'],
	testTimeout: 60_000,
};
