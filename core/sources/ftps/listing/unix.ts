import type { ReadLine } from './line';

const KIND = '(?<kind>[-dlbcpsD])';
const RIGHTS = '[-rwxsStTlL]{9}[.+@]?';
// Owner and group may hold blanks, or be missing: what comes first that looks like a size and a date is them.
const OWNERS = '(?:\\s+\\S.{0,200}?)?';
const SIZE = '(?<size>\\d{1,16}|\\d+,\\s*\\d+)';
// "Nov 21 09:52", "21 Nov 2025", "2025-11-21 09:52", "11月 21日 09:52"; month names are of any language.
const DATE = '(?:\\d{4}-\\d\\d-\\d\\d|\\S{2,10}\\s+\\d{1,2}\\.?|\\d{1,2}\\.?\\s+\\S{2,10}|\\S+\\s+\\S+)';
const TIME = '(?:\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?: [-+]\\d{4})?|\\d{4}\\S{0,3})';
const LINE = new RegExp(`^${KIND}${RIGHTS}\\s+\\d+${OWNERS}\\s+${SIZE}\\s+${DATE}\\s+${TIME} (?<name>.+)$`, 's');
const MAX_LINE_LENGTH = 8_192;

/**
 * "-rw-r--r-- 1 owner group 1234 Nov 21 09:52 name", as "ls -l" has it. Its date lacks the year or the time, and the zone
 * always: it is not passed on.
 */
export const readUnix: ReadLine = (line) => {
	if (/^total \d+$/i.test(line)) return 'skip';
	const { kind, size, name } = (line.length > MAX_LINE_LENGTH ? null : LINE.exec(line))?.groups ?? {};
	if (name === undefined) return undefined;
	// Two numbers are those of a device: of a file, they say nothing of its size.
	if (kind === '-') return { name, kind: 'file', sizeBytes: size.includes(',') ? undefined : Number(size) };
	if (kind === 'd') return { name, kind: 'folder' };
	return kind === 'l' ? { name: name.split(' -> ', 1)[0], kind: 'link' } : 'skip';
};
