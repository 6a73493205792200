import { extendedPassivePort, folderIn, passivePort, sizeIn, timeIn } from '../../../core/sources/ftps/reply';

describe('a size', () => {
	test.each<[number, string, number | undefined]>([
		[213, '1234', 1_234],
		[213, '0', 0],
		[213, ' 12 bytes', 12],
		[213, '9007199254740991', 9_007_199_254_740_991],
		[213, '-1', undefined],
		[213, 'big', undefined],
		[213, '12345678901234567890', undefined],
		[550, '1234', undefined],
	])('%d %s', (code, text, size) => expect(sizeIn({ code, text })).toBe(size));
});

describe('a time', () => {
	test.each([
		['20210310174042', '2021-03-10T17:40:42.000Z'],
		['20210310174042.234', '2021-03-10T17:40:42.000Z'],
		['20240229000000', '2024-02-29T00:00:00.000Z'],
		['20161231235960', '2017-01-01T00:00:00.000Z'],
		['20210230174042', undefined],
		['20211310174042', undefined],
		['2021', undefined],
		['', undefined],
		['no', undefined],
	])('"%s"', (text, expected) => {
		const timeMs = timeIn(text);
		expect(timeMs === undefined ? undefined : new Date(timeMs).toISOString()).toBe(expected);
	});
});

describe('a passive port', () => {
	test.each([
		['Entering Extended Passive Mode (|||6446|)', 6_446],
		['Entering Extended Passive Mode (!!!6446!).', 6_446],
		['(|||0|)', undefined],
		['(|||65536|)', undefined],
		['(||6446|)', undefined],
		['Entering Passive Mode', undefined],
	])('EPSV: %s', (text, port) => expect(extendedPassivePort(text)).toBe(port));

	test.each([
		['Entering Passive Mode (192,168,1,100,10,229)', 10 * 256 + 229],
		['Entering Passive Mode 127,0,0,1,0,21', 21],
		['Entering Passive Mode (10,0,0,1,255,255).', 65_535],
		['(10,0,0,1,256,1)', undefined],
		['(10,0,0,1,0,0)', undefined],
		['(10,0,0,1,1)', undefined],
		['1,2,3,4,5,6,7', undefined],
	])('PASV: %s', (text, port) => expect(passivePort(text)).toBe(port));
});

describe('a folder', () => {
	test.each([
		['"/" is the current directory', '/'],
		['"/home/tenant"', '/home/tenant'],
		['"/a ""quoted"" name" is it', '/a "quoted" name'],
		['""', ''],
		['/home', undefined],
	])('%s', (text, folder) => expect(folderIn(text)).toBe(folder));
});
