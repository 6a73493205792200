/** sqlite3 comes as a binary from GitHub; where that cannot be had, it is compiled, and that takes these. */
import { spawnSync } from 'node:child_process';

const TOOLS = { python3: process.env.PYTHON, make: process.env.MAKE, 'g++': process.env.CXX };

/** @returns {string[]} */
export function missingTools() {
	return Object.entries(TOOLS)
		.filter(([name, command = name]) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0)
		.map(([name]) => name);
}

/** What to do about an sqlite3 that could not be installed. */
export function compilerHint() {
	const why = 'sqlite3 (where n8n keeps its data) could not be downloaded from GitHub, and compiling it';
	const missing = missingTools();
	if (missing.length === 0) return `${why} failed too, although python3, make and g++ are there: the log says why.`;
	return [
		`${why} takes python3, make and g++. Missing here: ${missing.join(', ')}.`,
		'  Debian, Ubuntu: apt-get install python3 make g++',
		'  Fedora, RHEL:   dnf install python3 make gcc-c++',
		'  Alpine:         apk add python3 make g++',
		'  macOS:          xcode-select --install',
		'Then run it again; what is downloaded stays.',
	].join('\n');
}
