/** The workflow's result: what the run exported, what it knew, and the hash that proves it. */
const { failedLines, outputsOf } = require('../lib/execution.js');
const { sizeText } = require('../lib/screen.js');

/** @param {any} execution as `n8n execute --rawOutput` prints it */
function report(execution) {
	const [[{ json }], failed = []] = outputsOf(execution, 'Export what is new');
	return [
		`  ${json.exportedFiles} recordings exported (${sizeText(json.exportedBytes)}) in ${json.durationSeconds} s, each verified and recorded`,
		`  ${json.knownFiles} of ${json.listedFiles} were exported before`,
		`  manifest ${json.manifestHash}`,
		...failedLines(failed),
	].join('\n');
}

module.exports = { report };
