import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

/** Size keeps structure honest; tests are tables and may be long. */
const size = {
	files: ['core/**/*.ts', 'nodes/**/*.ts', 'credentials/**/*.ts'],
	rules: {
		'max-lines': ['error', { max: 300 }],
		'max-lines-per-function': ['error', { max: 60 }],
		complexity: ['error', 12],
	},
};

/** The core speaks of recordings; n8n stays in nodes/ and credentials/. */
const layering = {
	files: ['core/**/*.ts'],
	rules: {
		// Wants n8n's error classes, which the core may not know; nodes/shared/errors.ts turns its errors into them.
		'@n8n/community-nodes/require-node-api-error': 'off',
		'no-restricted-imports': [
			'error',
			{ patterns: [{ group: ['n8n-*', '**/nodes/**', '**/credentials/**'], message: 'The core knows nothing of n8n.' }] },
		],
	},
};

/** Tests are not published: they start servers, and hold the keys that these publish. */
const tests = {
	files: ['test/**/*.ts'],
	rules: {
		'@n8n/community-nodes/require-node-api-error': 'off',
		'@n8n/community-nodes/no-dangerous-functions': 'off',
		'@n8n/community-nodes/no-hardcoded-secrets': 'off',
	},
};

export default [
	...configWithoutCloudSupport,
	{ ignores: ['**/node_modules/**', '.local/**', 'coverage/**'] },
	size,
	layering,
	tests,
];
