/** The quick suites, on in-process servers: what `npm test` runs. */
module.exports = {
	"rootDir": "..",
	"roots": [
		"<rootDir>/test"
	],
	"globalSetup": "<rootDir>/test/time-zone.js",
	"testEnvironment": "node",
	"testMatch": [
		"**/*.test.ts"
	],
	"testPathIgnorePatterns": [
		"/node_modules/",
		"\\.servers\\.test\\.ts$",
		"<rootDir>/test/n8n/"
	],
	"transform": {
		"^.+\\.ts$": [
			"@swc/jest",
			{
				"jsc": {
					"parser": {
						"syntax": "typescript"
					},
					"target": "es2022"
				},
				"module": {
					"type": "commonjs"
				},
				"sourceMaps": "inline"
			}
		]
	},
	"maxWorkers": 2,
	"testTimeout": 30000
};
