const jest = require('./jest.config.js');

/**
 * The suites that need real servers, or the programs openssl or 7-Zip: `npm run test:7zip`, `test:azurite`, `test:ftp`, `test:openssl`, `test:s3`,
 * `test:sftp`. One that is missing or cannot start is a failure, never a skip.
 */
module.exports = {
	...jest,
	rootDir: '..',
	testMatch: ['**/*.servers.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/'],
};
