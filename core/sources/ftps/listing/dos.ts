import type { ReadLine } from './line';

const LINE = /^(?:\d{1,2}-\d{1,2}-\d{2,4}|\d{4}-\d{2}-\d{2})\s+\d{1,2}:\d{2}\s?(?:[AP]M)?\s+(?:(?<mark><[A-Z]+>)|(?<size>\d[\d,.]{0,21})) +?(?<name>\S.*)$/is;

/** "11-21-25  09:52AM  1234 name", as IIS has it. Its date lacks the zone, and is not passed on. */
export const readDos: ReadLine = (line) => {
	const { mark, size, name } = LINE.exec(line)?.groups ?? {};
	if (name === undefined) return undefined;
	if (mark === undefined) return { name, kind: 'file', sizeBytes: Number(size.replaceAll(/[,.]/g, '')) };
	if (/^<dir>$/i.test(mark)) return { name, kind: 'folder' };
	return { name: name.replace(/ \[[^\]]*\]$/, ''), kind: 'link' };
};
