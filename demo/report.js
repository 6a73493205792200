/** The main workflow's result, read from n8n's own record of the execution and from the files that it stored. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { lengthText, sizeText, table } = require('./lib/screen.js');
const { playSeconds } = require('./vendors/genesys/mp3.js');

/**
 * @param {any} execution as `n8n execute --rawOutput` prints it
 * @param {{ n8nFolder: string, timeZone: string }} options
 */
function report(execution, { n8nFolder, timeZone }) {
	const { runData, error } = execution.data.resultData;
	if (error) throw new Error(`The workflow failed: ${error.message}`);
	const [downloaded = [], failed = []] = runData['Download recordings'][0].data.main;
	const rows = downloaded.map((item) => rowOf(item, n8nFolder, timeZone)).sort((a, b) => a.started.localeCompare(b.started));
	return [...bodyOf(rows), '', totalsOf(rows), ...failed.map(({ json }) => `  not downloaded: ${json.path}: ${json.error}`)].join('\n');
}

function rowOf({ json, binary }, n8nFolder, timeZone) {
	const file = readFileSync(storedFile(binary.data.id, n8nFolder));
	return {
		started: json.startTime ? localTime(json.startTime, timeZone) : '',
		seconds: playSeconds(file),
		bytes: file.length,
		verifiedBy: json.verifiedBy,
		path: json.path,
	};
}

function bodyOf(rows) {
	const cells = rows.map(({ started, seconds, bytes, verifiedBy, path }) => [
		started,
		lengthText(seconds),
		sizeText(bytes),
		verifiedBy,
		path.length > 52 ? `${path.slice(0, 51)}…` : path,
	]);
	return [table(['Started', 'Length', 'Size', 'Verified by', 'Recording'], cells, [1, 2])];
}

function totalsOf(rows) {
	const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
	const seconds = rows.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
	const byMd5 = rows.filter(({ verifiedBy }) => verifiedBy === 'md5').length;
	return `  ${rows.length} recordings, ${sizeText(bytes)}, ${lengthText(seconds)} minutes of speech; ${byMd5} verified by MD5`;
}

/** Where n8n's filesystem store keeps a file: its id is "filesystem-v2:" and the path inside the store. */
function storedFile(id, n8nFolder) {
	return join(n8nFolder, '.n8n', 'storage', id.slice(id.indexOf(':') + 1));
}

function localTime(utc, timeZone) {
	return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(utc));
}

module.exports = { report, storedFile };
