import { recognise, type ExportFileKind } from '../../../core/vendors/verba/kind';
import { parseVerbaPath } from '../../../core/vendors/verba/names';

const AUDIT = 'ccdr_id;native_id;n_files;src_folder_id;src_folder_name;src_folder_type;src_folder_path;dst_folder;dst_folder_id';

describe('the kind of a file', () => {
	test.each<[string, string, string | Buffer | undefined, ExportFileKind]>([
		['media by its extension', '2026/11/21/a.WAV', undefined, 'media'],
		['a vtr, whatever is in it', 'a.vtr', 'anything', 'media'],
		['media by its first bytes', 'a.dat2', Buffer.from('RIFF....WAVE'), 'media'],
		['an MP4 by its first bytes', 'a', Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), 'media'],
		['XML by its name', 'a.xml', undefined, 'metadata-xml'],
		['XML by its content', 'a.txt', '<?xml version="1.0"?><x><id>1</id></x>', 'metadata-xml'],
		['a page', 'a.txt', '<!DOCTYPE html><html><body/></html>', 'other'],
		['an archive', 'a.zip', undefined, 'archive'],
		['an archive by its first bytes', 'a.csv', Buffer.from('PK\x03\x04....'), 'archive'],
		['a CDR by its columns and its name', 'job1_CDR.csv', 'Start Date-Time,Duration,From\n', 'cdr'],
		['a CDR by its name, with columns that nobody knows', 'cdr.csv', 'Beginn;Dauer;Von\n', 'cdr'],
		['metadata by its columns', 'list.csv', 'x;Caller Phone Number;Called Phone Number\n1;2;3', 'metadata-csv'],
		['metadata in a text file', 'list.txt', 'Start Date\tStart Time\tFrom\n', 'metadata-csv'],
		['with a title before its header', 'list.csv', 'Export of today\nid,native_id,From\n', 'metadata-csv'],
		['a CDR with a title before its header, and semicolons', 'cdr.csv', 'Export Monday\n\nStart Date-Time;User;Media file name\n', 'cdr'],
		['with a comma in the title', 'cdr.csv', 'Export, of Monday\nStart Date-Time;User;Media file name\n', 'cdr'],
		['with a title and tabs', 'list.txt', 'Export, of Monday\nStart Date\tStart Time\tFrom\n', 'metadata-csv'],
		['a CDR with a title, and columns that nobody knows', 'cdr.csv', 'Export\nBeginn;Dauer;Von\n', 'cdr'],
		['in UTF-16', 'list.csv', Buffer.from('\uFEFFid;native_id;From\n', 'utf16le'), 'metadata-csv'],
		['CSV by its name alone', 'a.csv', undefined, 'metadata-csv'],
		['an audit log by its columns', 'log.csv', `${AUDIT}\n1;2`, 'audit-log'],
		['an audit log in a text file', 'policy.log', AUDIT, 'audit-log'],
		['a manifest by its name', 'export_manifest.txt', undefined, 'manifest'],
		['a manifest of XML by its name', 'Manifest.xml', undefined, 'manifest'],
		['a manifest of XML by its name and content', 'Manifest.xml', '<export><query>x</query></export>', 'manifest'],
		['metadata with the name of a manifest', 'manifest.xml', '<call><id>1</id><native_id>2</native_id></call>', 'metadata-xml'],
		['metadata of attributes with the name of a manifest', 'call-manifest.xml', '<c:call xmlns:c="urn:c" id="1" native_call_id="2"/>', 'metadata-xml'],
		['a manifest that lists calls', 'manifest.xml', '<Manifest><call><id>1</id><native_id>2</native_id></call></Manifest>', 'manifest'],
		['a manifest by its root', 'a.xml', '<ExportManifest><Query/></ExportManifest>', 'manifest'],
		['a manifest by what it tells', 'export.txt', 'Query: x\nItems: 3\n', 'manifest'],
		['a text', 'transcript.txt', 'Jane: hello\nJoe: hi\n', 'other'],
		['a PDF', 'cdr.pdf', '%PDF-1.4', 'other'],
		['a text without a look into it', 'a.txt', undefined, 'other'],
		['nothing in it', 'a.txt', '', 'other'],
	])('%s', (_, path, head, expected) => {
		expect(recognise(path, head === undefined ? undefined : Buffer.from(head as string))).toBe(expected);
	});
});

describe('names', () => {
	test.each([
		['2026/11/21/a b.wav', { name: 'a b.wav', stem: 'a b', folder: '2026/11/21/', extension: 'wav', contentType: 'audio/wav' }],
		['x.VTR', { name: 'x.VTR', stem: 'x', folder: '', extension: 'vtr' }],
		['x.mp4', { name: 'x.mp4', stem: 'x', folder: '', extension: 'mp4', contentType: 'video/mp4' }],
		['x.y.z.xml', { name: 'x.y.z.xml', stem: 'x.y.z', folder: '', extension: 'xml', contentType: 'application/xml' }],
		['noextension', { name: 'noextension', stem: 'noextension', folder: '' }],
		['.wav', { name: '.wav', stem: '.wav', folder: '' }],
		['a.constructor', { name: 'a.constructor', stem: 'a.constructor', folder: '' }],
		['a.toString', { name: 'a.toString', stem: 'a', folder: '', extension: 'tostring' }],
		['a/', { name: '', stem: '', folder: 'a/' }],
		['', { name: '', stem: '', folder: '' }],
		[`${'x'.repeat(1_024)}.wav`, { name: `${'x'.repeat(1_024)}.wav`, stem: 'x'.repeat(1_024), folder: '', extension: 'wav', contentType: 'audio/wav' }],
	])('%s', (path, expected) => {
		expect(parseVerbaPath(path)).toEqual(expected);
	});
});
