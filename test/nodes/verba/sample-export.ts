import { buffer } from 'node:stream/consumers';
import { writeZip, type NewZipFile, type WriteZipOptions } from '../../../core/archive';
import { Secret } from '../../../core/secrets/secret';
import type { Files } from './places';

export const ARCHIVE_PASSWORD = 'the password of an archive';

/** Metadata XML; which element is the root is not documented. */
export const xmlOf = (fields: Record<string, string>) =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<call>${Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</call>`;

/** A job of three conversations: one with media and XML, one with media and a row of the CDR, one whose media are missing. */
export const EXPORT: Files = {
	'2026-01-30/one.wav': 'RIFF one',
	'2026-01-30/one.xml': xmlOf({ id: 'id-1', modality_id: 'voice', native_call_id: 'call-1', location: 'NY-RECORDER', desk: '7' }),
	'2026-01-31/two.wav': 'RIFF two',
	'cdr.csv': [
		'Start Date-Time,Duration,User,Media file name,Desk',
		'30/01/2026 09:00:00,00:01:00,Ann,one.wav,7',
		'31/01/2026 10:30:00,00:02:05,Bob,two.wav,8',
		'31/01/2026 11:00:00,00:00:09,Cleo,three.wav,9',
		'',
	].join('\r\n'),
	'manifest.txt': ['Query: Start Time (UTC) between 2026-01-30 and 2026-02-01', 'Number of items exported: 3', 'Executed by: admin', ''].join('\r\n'),
};

async function* filesOf(contents: Files): AsyncGenerator<NewZipFile> {
	for (const [name, content] of Object.entries(contents)) yield { name, lastModified: '2026-02-01T00:00:00Z', content: [Buffer.from(content)] as never };
}

/** An archive of these files; encrypted with `ARCHIVE_PASSWORD` where an encryption is named. */
export async function zipOf(contents: Files, options: WriteZipOptions = {}): Promise<Buffer> {
	return await buffer(writeZip(filesOf(contents), { ...options, password: options.encryption && new Secret(ARCHIVE_PASSWORD) }));
}
