/** What the demo shows while it works, on a terminal and in a log file alike. */

const isTerminal = process.stdout.isTTY === true;
const LOG_EVERY_MS = 10_000;

let endCurrent = () => {};
let isOver = false;

/** Ends the line of the step that is under way; what becomes of it is not shown, and no other begins. */
function breakOff() {
	endCurrent();
	isOver = true;
}

/**
 * Shows a step, how long it takes, and what it does meanwhile.
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(title, work) {
	if (isOver) throw new Error(`Too late for "${title}"`);
	const started = Date.now();
	let detail = '';
	const show = () => overwrite(`  … ${title} ${durationText(Date.now() - started)}${detail ? ` (${detail})` : ''}`);
	const timer = setInterval(show, isTerminal ? 200 : LOG_EVERY_MS);
	const end = (mark) => {
		if (isOver) return;
		clearInterval(timer);
		endCurrent = () => {};
		finish(`  ${mark} ${title} (${durationText(Date.now() - started)})`);
	};
	endCurrent = () => end('✗');
	try {
		const result = await work((text) => (detail = text));
		end('✓');
		return result;
	} catch (error) {
		end('✗');
		throw error;
	}
}

function overwrite(line) {
	process.stdout.write(isTerminal ? `\r\x1b[2K${line.slice(0, process.stdout.columns - 1)}` : `${line}\n`);
}

function finish(line) {
	process.stdout.write(isTerminal ? `\r\x1b[2K${line}\n` : `${line}\n`);
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 * @param {number[]} [rightAligned] the columns that hold numbers
 */
function table(head, rows, rightAligned = []) {
	const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
	const line = (row) =>
		row.map((cell, column) => (rightAligned.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])));
	const text = (row) => `  ${line(row).join('  ').trimEnd()}`;
	return [text(head), `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`, ...rows.map(text)].join('\n');
}

/** @param {number} ms */
function durationText(ms) {
	const seconds = Math.floor(ms / 1000);
	return seconds < 60 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** @param {number} bytes */
function sizeText(bytes) {
	if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number | undefined} seconds */
function lengthText(seconds) {
	if (seconds === undefined) return '';
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

module.exports = { step, breakOff, table, sizeText, lengthText };
