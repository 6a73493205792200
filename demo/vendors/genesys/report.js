/** The workflow's result, read from n8n's own record of the execution and from the files that it stored. */
const { readFileSync } = require('node:fs');
const { failedLines, localTime, outputsOf, storedFile } = require('../../lib/execution.js');
const { lengthText, sizeText, table } = require('../../lib/screen.js');
const { playSeconds } = require('./mp3.js');

/**
 * @param {any} execution as `n8n execute --rawOutput` prints it
 * @param {{ n8nFolder: string, timeZone: string }} options
 */
function report(execution, { n8nFolder, timeZone }) {
	const [downloaded = [], failed = []] = outputsOf(execution, 'Download recordings');
	const rows = downloaded.map((item) => rowOf(item, n8nFolder, timeZone)).sort((a, b) => a.started.localeCompare(b.started));
	return [...bodyOf(rows), '', totalsOf(rows), ...failedLines(failed)].join('\n');
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

module.exports = { report };
