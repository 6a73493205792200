import { readDos } from '../../../core/sources/ftps/listing/dos';
import type { ListedLine } from '../../../core/sources/ftps/listing/line';
import { LineReader } from '../../../core/sources/ftps/listing/lines';
import { readMlsd } from '../../../core/sources/ftps/listing/mlsd';
import { readUnix } from '../../../core/sources/ftps/listing/unix';
import { growthOf, MOST_GROWTH } from '../../growth';

type Read = ListedLine | 'skip' | undefined;
const file = (name: string, sizeBytes: number): Read => ({ name, kind: 'file', sizeBytes });
const folder = (name: string): Read => ({ name, kind: 'folder' });
const link = (name: string): Read => ({ name, kind: 'link' });

describe('MLSD', () => {
	test.each<[string, Read]>([
		['type=file;size=1234;modify=20210310174042; R1.wav', { name: 'R1.wav', kind: 'file', sizeBytes: 1_234, modifiedMs: Date.UTC(2021, 2, 10, 17, 40, 42) }],
		['Type=File;Size=0;Modify=20210310174042.123;UNIX.mode=0644; a b', { name: 'a b', kind: 'file', sizeBytes: 0, modifiedMs: Date.UTC(2021, 2, 10, 17, 40, 42) }],
		['size=7; no type', { name: 'no type', kind: 'file', sizeBytes: 7, modifiedMs: undefined }],
		['type=dir;modify=20210310174042; S20210310', folder('S20210310')],
		['type=file;size=1;  a name that begins with a blank', { name: ' a name that begins with a blank', kind: 'file', sizeBytes: 1, modifiedMs: undefined }],
		['type=file;size=1; a;b=c; d', { name: 'a;b=c; d', kind: 'file', sizeBytes: 1, modifiedMs: undefined }],
		['type=OS.unix=slink:/target;size=3; link', link('link')],
		['type=OS.unix=symlink; link', link('link')],
		['type=cdir; .', 'skip'],
		['type=pdir; ..', 'skip'],
		['type=OS.unix=chr-13/29; /dev/null', 'skip'],
		['drwxr-xr-x 2 a b 4096 Nov 21 09:52 c', undefined],
		['type=file;size=1;', undefined],
	])('%s', (line, expected) => expect(readMlsd(line)).toEqual(expected));
});

describe('as Unix does', () => {
	test.each<[string, Read]>([
		['-rw-r--r--    1 1000     1000         1234 Nov 21 09:52 R1.wav', file('R1.wav', 1_234)],
		['-rw-r--r--   1 owner    group    1234567890123 Mar  3  2019 big', file('big', 1_234_567_890_123)],
		['-rw-------+  1 owner group 5 Nov 21 09:52 acl', file('acl', 5)],
		['-rw-r--r-- 1 domain users staff group 5 Nov 21 09:52 owners with blanks', file('owners with blanks', 5)],
		['-rw-r--r-- 1 owner 5 Nov 21 09:52 no group', file('no group', 5)],
		['-rw-r--r-- 1 5 Nov 21 09:52 nobody', file('nobody', 5)],
		['-rw-r--r-- 1 o g 5 21 Nov 09:52 day first', file('day first', 5)],
		['-rw-r--r-- 1 o g 5 21. Nov 2019 with a dot', file('with a dot', 5)],
		['-rw-r--r-- 1 o g 5 2025-11-21 09:52 ISO', file('ISO', 5)],
		['-rw-r--r-- 1 o g 5 2025-11-21 09:52:01.123456789 +0100 full ISO', file('full ISO', 5)],
		['-rw-r--r-- 1 o g 5 M\u00c3\u00a4rz 21 09:52 other months', file('other months', 5)],
		['-rw-r--r-- 1 o g 5 Nov 21 09:52  begins with a blank', file(' begins with a blank', 5)],
		['-rw-r--r-- 1 o g 5 Nov 21 09:52 ends with one ', file('ends with one ', 5)],
		['-rw-r--r-- 1 o g 5 Nov 21 09:52 a 7 Nov 22 10:00 b', file('a 7 Nov 22 10:00 b', 5)],
		['-rw-r--r-- 1 o g 5 Nov 21 09:52 a -> b', file('a -> b', 5)],
		['drwxr-xr-x    2 o g 4096 Nov 21 09:52 S20210310', folder('S20210310')],
		['drwxrwsr-t    2 o g 4096 Nov 21 09:52 sticky', folder('sticky')],
		['lrwxrwxrwx 1 o g 6 Nov 21 09:52 link -> /target', link('link')],
		['crw-rw-rw- 1 root root 1, 3 Nov 21 09:52 null', 'skip'],
		['prw-r--r-- 1 o g 0 Nov 21 09:52 pipe', 'skip'],
		['total 42', 'skip'],
		['total', undefined],
		['ls: cannot open directory', undefined],
		['03-10-21  05:40PM       <DIR>          a', undefined],
		[`-rw-r--r-- 1 ${'x '.repeat(30_000)}`, undefined],
	])('%.100s', (line, expected) => expect(readUnix(line)).toEqual(expected));

	test.each(['1 ', 'a 1 ', '1 Nov ', '1 Nov 21 ', ' '])('a line of nothing but "%s" is read in no more than its length takes', async (part) => {
		expect(await growthOf(readUnix, (length) => `-rw-r--r-- 1 ${part.repeat(length / part.length)}`, 2_000)).toBeLessThan(MOST_GROWTH);
	});
});

describe('as DOS does', () => {
	test.each<[string, Read]>([
		['03-10-21  05:40PM                 1234 R1.wav', file('R1.wav', 1_234)],
		['03-10-2021  05:40AM            1,234,567 grouped', file('grouped', 1_234_567)],
		['2021-03-10  17:40                 12 ISO', file('ISO', 12)],
		['03-10-21  05:40PM       <DIR>          a folder', folder('a folder')],
		['03-10-21  05:40PM       <dir>          small', folder('small')],
		['03-10-21  05:40PM       <JUNCTION>     there [C:\\x]', link('there')],
		['-rw-r--r-- 1 o g 5 Nov 21 09:52 x', undefined],
		['', undefined],
	])('%s', (line, expected) => expect(readDos(line)).toEqual(expected));
});

describe('a listing', () => {
	const lines = ['total 3', 'drwxr-xr-x 2 o g 0 Nov 21 09:52 .', '-rw-r--r-- 1 o g 1 Nov 21 09:52 a', '-rw-r--r-- 1 o g 2 Nov 21 09:52 b'];

	test.each(['\r\n', '\n'])('comes in pieces of any size, with line ends %j', (lineEnd) => {
		const bytes = Buffer.from(lines.join(lineEnd));
		for (let size = 1; size < bytes.length; size++) {
			const reader = LineReader.for('LIST');
			const read: ListedLine[] = [];
			for (let start = 0; start < bytes.length; start += size) read.push(...reader.take(bytes.subarray(start, start + size)));
			read.push(...reader.finish());
			expect(read.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([['a', 1], ['b', 2]]);
		}
	});

	test.each([['LIST', 'ls: permission denied'], ['MLSD', 'what is this'], ['LIST', 'x'.repeat(70_000)]])('%s with a line that nobody knows is an error', (command, line) => {
		expect(() => LineReader.for(command).take(Buffer.from(`${line}\r\n`))).toThrow('lists in a way that is not known');
	});

	test('a line without end is an error', () => {
		expect(() => LineReader.for('LIST').take(Buffer.alloc(70_000, 'x'))).toThrow('not known');
	});
});
