const jest = require('./jest.config.js');

/** Hostile input for every parser: `npm run test:fuzz`. The work is done by a plain Node.js process. */
module.exports = {
	...jest,
	rootDir: '..',
	roots: ['<rootDir>/test/fuzz'],
	testPathIgnorePatterns: ['/node_modules/'],
};
