const jest = require('./jest.config.js');

/** What all suites left is searched for their secrets: `npm run test:secrets`, after them, with the same CALL_RECORDINGS_SECRETS. */
module.exports = {
	...jest,
	rootDir: '..',
	roots: ['<rootDir>/test/secrets/after'],
	testPathIgnorePatterns: ['/node_modules/'],
	setupFilesAfterEnv: [],
};
