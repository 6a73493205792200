/** What became of encrypted calls: which key opened each, who spoke with whom, and that it plays. */
const { readFileSync } = require('node:fs');
const { failedLines, localTime, outputsOf, storedFile } = require('../../lib/execution.js');
const { lengthText, table } = require('../../lib/screen.js');
const { playSeconds } = require('./mp3.js');

/**
 * @param {any} execution as `n8n execute --rawOutput` prints it
 * @param {{ n8nFolder: string, timeZone: string }} options
 */
function reportEncrypted(execution, { n8nFolder, timeZone }) {
	const [opened = []] = outputsOf(execution, 'Label');
	const [, failed = []] = outputsOf(execution, 'Download and decrypt');
	const rows = opened
		.map(({ json, binary }) => [
			json.startTime ? localTime(json.startTime, timeZone) : '',
			json.parties ?? '(no history)',
			lengthText(playSeconds(readFileSync(storedFile(binary.data.id, n8nFolder)))),
			json.decryption.wasEncrypted ? `key ${json.decryption.certificateSerial.slice(0, 8)}…` : 'was plain',
			json.decryption.checked.join(', '),
			binary.data.fileName.length > 24 ? `${binary.data.fileName.slice(0, 16)}…${binary.data.fileName.slice(-8)}` : binary.data.fileName,
		])
		.sort((a, b) => a[0].localeCompare(b[0]));
	const encrypted = opened.filter(({ json }) => json.decryption.wasEncrypted).length;
	return [
		table(['Started', 'From and to', 'Length', 'Opened with', 'Checked', 'File'], rows, [2]),
		'',
		`  ${opened.length} recordings of two days ago; ${encrypted} were encrypted and are opened`,
		...failedLines(failed),
	].join('\n');
}

module.exports = { reportEncrypted };
