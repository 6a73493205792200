/** What `n8n execute --rawOutput` printed, and where n8n put the files. */
const { join } = require('node:path');

/**
 * @param {any} execution
 * @param {string} node its name
 * @returns {any[][]} the items of each output
 */
function outputsOf(execution, node) {
	const { runData, error } = execution.data.resultData;
	if (error) throw new Error(`The workflow failed: ${error.message}`);
	return runData[node][0].data.main;
}

/** @param {any[]} items of an error output @returns {string[]} */
function failedLines(items) {
	return items.map(({ json }) => `  not downloaded: ${json.path}: ${json.error}`);
}

/** Where n8n's filesystem store keeps a file: its id is "filesystem-v2:" and the path inside the store. */
function storedFile(id, n8nFolder) {
	return join(n8nFolder, '.n8n', 'storage', id.slice(id.indexOf(':') + 1));
}

/** @param {string} utc @param {string} timeZone */
function localTime(utc, timeZone) {
	return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(utc));
}

module.exports = { outputsOf, failedLines, storedFile, localTime };
