import { timeIn } from '../reply';
import type { ReadLine } from './line';

const LINK = /^os\.unix=(?:slink|symlink)/i;

/** "type=file;size=1234;modify=20210310174042; name", RFC 3659. */
export const readMlsd: ReadLine = (line) => {
	const end = line.indexOf(' ');
	const facts = end < 0 ? undefined : factsIn(line.slice(0, end));
	if (!facts) return undefined;
	const name = line.slice(end + 1);
	const { type = 'file', size = '', modify = '' } = facts;
	if (type === 'dir') return { name, kind: 'folder' };
	if (LINK.test(type)) return { name, kind: 'link' };
	if (type !== 'file') return 'skip';
	return { name, kind: 'file', sizeBytes: /^\d{1,16}$/.test(size) ? Number(size) : undefined, modifiedMs: timeIn(modify) };
};

type Facts = Partial<Record<'type' | 'size' | 'modify', string>>;

function factsIn(text: string): Facts | undefined {
	const facts: Facts = {};
	for (const fact of text.split(';')) {
		const equals = fact.indexOf('=');
		if (equals < 0 && fact !== '') return undefined;
		const name = fact.slice(0, Math.max(0, equals)).toLowerCase();
		const value = fact.slice(equals + 1);
		if (name === 'type') facts.type = value.toLowerCase();
		else if (name === 'size' || name === 'modify') facts[name] = value;
	}
	return facts;
}
