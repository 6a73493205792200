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

/**
 * The data of an execution as n8n keeps it: a list of values, in which objects and arrays name their members by place, as texts.
 * https://github.com/WebReflection/flatted
 * @param {string} text
 * @returns {any}
 */
function unflattened(text) {
	const values = JSON.parse(text);
	const made = new Map();
	const member = (entry) => (typeof entry === 'string' ? valueAt(entry) : entry);
	const valueAt = (place) => {
		const flat = values[Number(place)];
		if (typeof flat !== 'object' || flat === null) return flat;
		if (made.has(place)) return made.get(place);
		const value = Array.isArray(flat) ? [] : {};
		made.set(place, value);
		for (const [key, entry] of Object.entries(flat)) value[key] = member(entry);
		return value;
	};
	return valueAt('0');
}

module.exports = { outputsOf, failedLines, storedFile, localTime, unflattened };
