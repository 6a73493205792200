const jest = require('./jest.config.js');

/** End to end: workflows run by a real n8n with the packed package. `npm run test:n8n`, after demo/n8n/install.mjs. */
module.exports = {
	...jest,
	rootDir: '..',
	roots: ['<rootDir>/test/n8n'],
	testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	globalSetup: '<rootDir>/test/n8n/support/setup.ts',
	globalTeardown: '<rootDir>/test/n8n/support/teardown.ts',
	// One n8n at a time: they share a database, and each wants a core for itself.
	maxWorkers: 1,
	testTimeout: 360_000,
};
