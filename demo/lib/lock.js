/**
 * One process at a time, by a file that names its holder. A lock whose holder is dead (power cut, kill -9) is taken
 * over by the next who asks; of several who ask at once, one gets it. Runs on Node.js 20 and without any package.
 */
const { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');

/** @typedef {{ pid: number, startTicks?: string, since: string, [extra: string]: unknown }} Holder */

/**
 * @param {string} file
 * @returns {{ holder: Partial<Holder> } | { tell: (extra: object) => void, release: () => void }} who else holds it, or the lock
 */
function takeLock(file) {
	mkdirSync(dirname(file), { recursive: true });
	const own = { pid: process.pid, startTicks: startTicksOf(process.pid), since: new Date().toISOString() };
	while (!createWhole(file, own)) {
		const holder = readHolder(file);
		// It went in between: try again.
		if (holder === undefined) continue;
		if (isAlive(holder)) return { holder };
		const other = removeDead(file);
		if (other) return { holder: other };
	}
	return {
		tell: (extra) => replaceWhole(file, { ...own, ...extra }),
		release: () => {
			if (readHolder(file)?.pid === process.pid) rmSync(file);
		},
	};
}

/**
 * Only who holds the lock on the lock may remove it, and only after a second look: otherwise the slower of two who saw
 * the same dead holder would remove the new lock of the faster.
 * @returns {Partial<Holder> | undefined} somebody alive who is at it already
 */
function removeDead(file) {
	const broom = takeLock(`${file}.takeover`);
	if ('holder' in broom) return broom.holder;
	try {
		const holder = readHolder(file);
		if (holder && !isAlive(holder)) rmSync(file, { force: true });
	} finally {
		broom.release();
	}
}

/** A link either is made, with all of the content behind it, or finds that the name is taken. */
function createWhole(file, content) {
	const draft = writeDraft(file, content);
	try {
		linkSync(draft, file);
		return true;
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

function replaceWhole(file, content) {
	renameSync(writeDraft(file, content), file);
}

function writeDraft(file, content) {
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
	return draft;
}

/** @returns {Partial<Holder> | undefined} */
function readHolder(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		// A power cut may leave a name without its content; nobody alive ever does.
		if (error instanceof SyntaxError) return {};
		throw error;
	}
}

/** @param {Partial<Holder>} holder */
function isAlive({ pid, startTicks }) {
	if (pid === undefined) return false;
	try {
		process.kill(pid, 0);
	} catch (error) {
		// EPERM: it is there, and somebody else's.
		if (error.code === 'ESRCH') return false;
	}
	// Numbers of processes come round again, the more so after a restart: the same number from another time is another.
	return startTicks === undefined || startTicks === startTicksOf(pid);
}

/** When a process began, in ticks since the machine's start; where there is no /proc, undefined. */
function startTicksOf(pid) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The second field is the command in brackets, and may itself hold blanks and brackets.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
	} catch {
		return undefined;
	}
}

module.exports = { takeLock };
