const jest = require('./jest.config.js');

/** Servers that mean harm, and the table of them: `npm run test:hostile`. One worker, since memory is measured. */
module.exports = {
	...jest,
	rootDir: '..',
	roots: ['<rootDir>/test/hostile'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 1,
};
