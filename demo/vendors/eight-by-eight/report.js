/** The workflow's result: one line a recording with what the index says, and what the reconciliation found. */
const { failedLines, localTime, outputsOf } = require('../../lib/execution.js');
const { lengthText, sizeText, table } = require('../../lib/screen.js');
const { TIME_ZONE } = require('./credential.js');

/** @param {any} execution as `n8n execute --rawOutput` prints it */
function report(execution) {
	const [downloaded = [], failed = []] = outputsOf(execution, 'Download recordings');
	const [findings = []] = outputsOf(execution, 'Reconcile the last days');
	const rows = downloaded.map(({ json: { startTime, call = {}, sizeBytes } }) => [
		localTime(startTime, TIME_ZONE),
		call.callType ?? '',
		call.agentName ?? '(not in the index)',
		call.queueName ?? '',
		lengthText(call.durationSeconds),
		sizeBytes === undefined ? '' : sizeText(sizeBytes),
	]);
	const summary = findings.at(-1)?.json;
	return [
		table(['Started', 'Type', 'Agent', 'Queue', 'Length', 'Size'], rows, [4, 5]),
		'',
		`  ${downloaded.length} recordings of yesterday in ${TIME_ZONE}`,
		...failedLines(failed),
		'',
		`  ${summary.message}:`,
		...findings.slice(0, -1).map(({ json }) => `    ${json.finding}: ${json.path ?? json.day}`),
	].join('\n');
}

module.exports = { report };
