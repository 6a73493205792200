/** The 21 columns that a customer's script reads from a detailed index. */
const DETAILED = {
	'CALL TYPE': ({ row }) => row.callType,
	'START TIME': ({ start }) => dateText(start),
	'STOP TIME': ({ start, seconds }) => dateText(start.plus({ seconds })),
	'AGENT NAME': ({ row }) => row.agent,
	'CUSTOMER NUMBER': ({ row }) => row.customer,
	'PHONE CHANNEL': ({ row }) => row.channel,
	'CALLED NUMBER': ({ row }) => row.called,
	CASEID: ({ row }) => row.caseId,
	DURATION: ({ seconds }) => String(seconds),
	FILENAME: ({ name }) => name,
	DIRECTORY: ({ folder }) => folder,
	'ACCOUNT NUMBER': ({ row }) => row.account,
	'START TIME UTC': ({ start }) => dateText(start.toUTC()),
	'STOP TIME UTC': ({ start, seconds }) => dateText(start.toUTC().plus({ seconds })),
	QUEUE: ({ row }) => row.queue,
	'QUEUE NAME': ({ row }) => row.queueName,
	'TRANS ID': ({ row }) => row.transaction,
	'EXT VAR1': ({ row }) => row.variable1,
	'EXT VAR2': ({ row }) => row.variable2,
	'OUT DIAL CODE': ({ row }) => row.outDial,
	'WRAP UP CODE': ({ row }) => row.wrapUp,
};
/** Made up: which columns the small index has is not documented. */
const SMALL = ['CALL TYPE', 'START TIME', 'STOP TIME', 'AGENT NAME', 'CUSTOMER NUMBER', 'PHONE CHANNEL', 'CALLED NUMBER', 'CASEID', 'DURATION', 'FILENAME', 'DIRECTORY'];

/** @param {import('./sample-week.js').Call[]} calls @returns {Buffer} */
function detailedIndex(calls) {
	return tableOf(Object.keys(DETAILED), calls);
}

/** @param {import('./sample-week.js').Call[]} calls @returns {Buffer} */
function smallIndex(calls) {
	return tableOf(SMALL, calls);
}

function tableOf(columns, calls) {
	const rows = calls.map((call) => columns.map((column) => DETAILED[column](call)));
	return Buffer.from([columns, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join(''));
}

function quoted(text) {
	return /[",\r\n]/.test(text) ? `"${text.split('"').join('""')}"` : text;
}

// Made up too: as a host in en-US shows dates, which is where the customer's script reads them.
function dateText(time) {
	return time.toFormat('M/d/yyyy h:mm:ss a', { locale: 'en-US' });
}

module.exports = { detailedIndex, smallIndex };
