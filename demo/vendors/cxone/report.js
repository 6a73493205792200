/** The workflow's result: one line a contact, with what belongs to it. */
const { failedLines, localTime, outputsOf } = require('../../lib/execution.js');
const { sizeText, table } = require('../../lib/screen.js');

/**
 * @param {any} execution as `n8n execute --rawOutput` prints it
 * @param {{ timeZone: string }} options
 */
function report(execution, { timeZone }) {
	const [downloaded = [], failed = []] = outputsOf(execution, 'Download files');
	const [contacts = []] = outputsOf(execution, 'Pair by contact');
	const rows = contacts
		.map(({ json }) => [
			localTime(json.min_startTime, timeZone),
			json.contactId,
			[...json.appended_mediaType].sort().reverse().join(' + '),
			sizeText(json.sum_sizeBytes),
		])
		.sort(([one], [other]) => one.localeCompare(other));
	const byMd5 = downloaded.filter(({ json }) => json.verifiedBy === 'md5').length;
	const totals = `  ${downloaded.length} files of ${contacts.length} contacts; ${byMd5} verified by MD5`;
	return [table(['Started', 'Contact', 'Recorded', 'Size'], rows, [3]), '', totals, ...failedLines(failed)].join('\n');
}

module.exports = { report };
