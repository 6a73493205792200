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
		"<rootDir>/test/n8n/",
		"<rootDir>/test/queue/",
		"<rootDir>/test/faults/",
		"<rootDir>/test/soak/",
		"<rootDir>/test/fuzz/",
		"<rootDir>/test/hostile/",
		"<rootDir>/test/secrets/after/"
	],
	// Where what the suites show is kept, and searched afterwards for their secrets.
	"setupFilesAfterEnv": process.env.CALL_RECORDINGS_SECRETS ? ["<rootDir>/test/secrets/watch.js"] : [],
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
		],
		"\\.woff$": "<rootDir>/test/binary-file.js"
	},
	"transformIgnorePatterns": [
		"/node_modules/.*(?<!\\.woff)$"
	],
	// A test looks its globals up through an interceptor of the sandbox, a hundred times as slow as what n8n does: loops over
	// bytes would take seconds, and hold the event loop as they never do in use. These are parameters of each module instead.
	"sandboxInjectedGlobals": [
		"Array",
		"BigInt",
		"Error",
		"JSON",
		"Map",
		"Math",
		"Number",
		"Object",
		"Promise",
		"Set",
		"String",
		"Uint8Array"
	],
	"maxWorkers": 2,
	// For what hangs. What takes seconds takes a minute where others share the machine.
	"testTimeout": 120000
};
