/** The workflow's result: what each export comes to, its conversations, and what is wrong with it. */
const { localTime, outputsOf } = require('../../lib/execution.js');
const { sizeText, table } = require('../../lib/screen.js');
const { TIME_ZONE } = require('./exports.js');

/** @param {any} execution as `n8n execute --rawOutput` prints it */
function report(execution) {
	const [conversations = []] = outputsOf(execution, 'Conversations');
	const [wrong = []] = outputsOf(execution, 'What is wrong');
	const [summaries = []] = outputsOf(execution, 'Summaries');
	const [unpacked = []] = outputsOf(execution, 'Unpack recordings');
	const rows = conversations
		.map(({ json }) => [
			json.startTime ? localTime(json.startTime, TIME_ZONE) : '',
			json.callerNameVerba ?? json.sourceName ?? '',
			json.calledPhoneNumber ?? '',
			json.sizeBytes === undefined ? 'missing' : sizeText(json.sizeBytes),
			json.toldBy.join(' + '),
		])
		.sort(([one], [other]) => one.localeCompare(other));
	const counts = summaries.map(({ json }) => {
		const { conversationCount, withMediaCount, statedCount } = json.summary;
		return `  ${json.exportPath}: ${conversationCount} conversations, ${withMediaCount} with a recording; the manifest states ${statedCount}`;
	});
	const findings = wrong.map(({ json: { problem } }) => `    ${problem.code}: ${problem.detail ?? problem.name ?? problem.path ?? ''}`);
	const opened = `  ${unpacked.length} recordings unpacked from an archive with AES-256`;
	return [table(['Started (New York)', 'Caller', 'Called', 'Recording', 'Told by'], rows, [3]), '', ...counts, ...findings, opened].join('\n');
}

module.exports = { report };
