import type { FtpStore } from './ftp-store';

export type Dialect = 'unix' | 'dos';

/** How the server shows a folder, in lines. */
export function* listing(store: FtpStore, folder: string, style: 'mlsd' | Dialect, all: boolean): Generator<string> {
	if (style === 'unix') yield 'total 42';
	if (all && style === 'unix') yield* ['drwxr-xr-x    2 ftp      ftp          4096 Nov 21 09:52 .', 'drwxr-xr-x    9 ftp      ftp          4096 Nov 21 09:52 ..'];
	if (style === 'mlsd') yield* ['type=cdir;modify=20210310174042; .', 'type=pdir;modify=20210310174042; ..'];
	for (const name of store.namesIn(folder)) {
		if (name.startsWith('.') && !all && style !== 'mlsd') continue;
		yield lineOf(store, folder === '' ? name : `${folder}/${name}`, name, style);
	}
}

function lineOf(store: FtpStore, path: string, name: string, style: 'mlsd' | Dialect): string {
	const file = store.files.get(path);
	const link = store.links.get(path);
	const size = file?.content.length ?? 0;
	if (style === 'mlsd') {
		if (link !== undefined) return `type=OS.unix=slink:/${link};modify=20210310174042; ${name}`;
		return file ? `type=file;size=${size};modify=${mlsdTime(file.modifiedMs)}; ${name}` : `Type=dir;Modify=20210310174042; ${name}`;
	}
	if (style === 'dos') return `03-10-21  05:40PM       ${file ? String(size).padStart(14) : '<DIR>         '} ${name}`;
	if (link !== undefined) return `lrwxrwxrwx    1 ftp      ftp            ${link.length} Nov 21 09:52 ${name} -> /${link}`;
	return `${file ? '-' : 'd'}rw-r--r--    1 ftp      some group ${String(size).padStart(8)} ${size % 2 ? 'Nov 21 09:52' : 'Mar  3  2019'} ${name}`;
}

export function mlsdTime(timeMs: number): string {
	return new Date(timeMs).toISOString().replaceAll(/[-:T]|\..*/g, '');
}
