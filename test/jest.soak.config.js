const jest = require('./jest.config.js');

/** Everything at once, at random faults, for a while: `npm run test:soak`. */
module.exports = {
	...jest,
	rootDir: '..',
	roots: ['<rootDir>/test/soak'],
	testPathIgnorePatterns: ['/node_modules/'],
};
