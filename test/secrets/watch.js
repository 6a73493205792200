/**
 * Runs before each test file where CALL_RECORDINGS_SECRETS names a folder: tells the register every secret that the package takes for one, and keeps
 * what shows in places where nobody would look for it afterwards.
 */
const { tellSecret } = require('../../demo/lib/secret-register.js');
const { seeValue } = require('./seen.js');
const { watchProcess } = require('./watch-process.js');

const CORE = `${__dirname}/../../core`;

watchProcess();

const test = () => expect.getState().currentTestName ?? expect.getState().testPath;

jest.mock(`${CORE}/secrets/known`, () => {
	const actual = jest.requireActual(`${CORE}/secrets/known`);
	return {
		...actual,
		rememberSecret: (secret) => {
			tellSecret('Secret', secret);
			actual.rememberSecret(secret);
		},
	};
});

jest.mock(`${CORE}/errors/recording-error`, () => {
	const actual = jest.requireActual(`${CORE}/errors/recording-error`);
	const RecordingError = new Proxy(actual.RecordingError, {
		construct(target, given, asked) {
			const error = Reflect.construct(target, given, asked);
			seeValue('errors', test(), error);
			return error;
		},
	});
	return { ...actual, RecordingError };
});
