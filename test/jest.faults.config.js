const jest = require('./jest.config.js');

/** The matrix of faults, operations and services: `npm run test:faults`. It waits more than it works. */
module.exports = {
	...jest,
	rootDir: '..',
	roots: ['<rootDir>/test/faults'],
	testPathIgnorePatterns: ['/node_modules/'],
};
