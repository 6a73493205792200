import type { IndexFileKind } from '../../core/vendors/index-files/kinds';
import { recogniseIndexFile } from '../../core/vendors/index-files/recognise';
import { mp3 } from '../core/crypto/stage';
import { encryptCms, makeRecordingCertificate } from '../core/crypto/writer';
import { archiveOf } from './genesys/data-export/stage';

const kindOf = async (content: string | Buffer, name?: string) => await recogniseIndexFile(Buffer.from(content), { name });
const failureOf = async (content: string | Buffer, name?: string) => await kindOf(content, name).then((kind) => ({ message: `is ${kind}`, advice: '' }), (error: Error & { advice: string }) => error);

const INDEX = 'CALL TYPE,START TIME,STOP TIME,AGENT NAME,FILENAME,DIRECTORY\r\n';
const CDR = 'Start Date;Start Time;Duration;Caller Phone Number;Called Phone Number;Media file name\r\n';
const AUDIT = 'ccdr_id;native_id;n_files;src_folder_id;policy_id;policy_name;action;error_code;ts\r\n';
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n<anything><id>1</id><native_call_id>2</native_call_id></anything>';

describe('a file is told by what is in it', () => {
	test.each<[string, string | Buffer, IndexFileKind]>([
		['an index of 8x8', INDEX, 'eightByEightIndex'],
		['with a title before it', `Calls of today\r\n\r\n${INDEX}`, 'eightByEightIndex'],
		['in UTF-16', Buffer.from(`\uFEFF${INDEX}`, 'utf16le'), 'eightByEightIndex'],
		['in other letters, with tabs', 'file_name\tagent-name\tCaseID\n', 'eightByEightIndex'],
		['a table of Genesys', 'INTERACTION_ID,MEDIA_SERVER_IXN_GUID,SUBJECT,START_TS\r\n1,2,3,4\r\n', 'gimTable'],
		['in small letters', 'resource_key,resource_name\n7,Jane\n', 'gimTable'],
		['with some words of Verba', 'RESOURCE_KEY,LOCATION,USER_ID,STATE,ACTIVE_FLAG\n', 'gimTable'],
		['an archive', archiveOf({ interaction_fact: 'A_ID,B\r\n' }), 'gimExport'],
		['a CDR', CDR, 'verbaTable'],
		['with quotes and commas', '"Start Date","Start Time","From","To","User"\n', 'verbaTable'],
		['with columns of the customer', `${'Our own,'.repeat(20)}Start Date-Time,End Date-Time,Duration,From,To\n`, 'verbaTable'],
		['an audit log', AUDIT, 'verbaAuditLog'],
		['metadata', XML, 'verbaXml'],
		['metadata in attributes', '<x:call id="1" native_id="2"/>', 'verbaXml'],
		['a manifest', 'Query: Start Time (UTC) > 2026-01-01\nRun by: jane@example.com\nItems exported: 12\n', 'verbaManifest'],
		['a manifest in XML', '<ExportManifest><Items>12</Items></ExportManifest>', 'verbaManifest'],
	])('%s', async (_, content, kind) => {
		expect(await kindOf(content)).toBe(kind);
	});

	test('where two kinds share words, the one with more of them', async () => {
		expect(await kindOf('Start Time,Duration,Called Number\n')).toBe('eightByEightIndex');
		expect(await kindOf('Start Time,Start Date,Duration,From\n')).toBe('verbaTable');
	});

	test('the name of a file does not outweigh its columns', async () => {
		expect(await kindOf(INDEX, 'cdr.csv')).toBe('eightByEightIndex');
		expect(await kindOf(CDR, 'I20160606.csv')).toBe('verbaTable');
	});
});

describe('what is none is told, with what was seen and the way out', () => {
	const message = encryptCms(mp3(4_000), { recipients: [{ to: makeRecordingCertificate() }] });

	test.each<[string, string | Buffer, RegExp, RegExp]>([
		['nothing', '', /it is empty/, /node before/],
		['an encrypted file', message, /it is encrypted \(PKCS#7\)/, /Decrypt it first/],
		['the same in base64', message.toString('base64'), /it is encrypted/, /Decrypt/],
		['a recording', mp3(4_000), /no text, but audio\/mpeg/, /not one of them/],
		['a PDF', '%PDF-1.7\n', /no text, but application\/pdf/, /as CSV/],
		['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /XML or HTML, and has no fields of Verba; it begins with "<!DOCTYPE html>/, /node XML/],
		['another table', 'name,amount\nx,1\n', /no columns of any kind .* it begins with "name,amount x,1"/, /Extract from File/],
		['a table with one word that is a column', 'id,name,amount,colour\n', /no columns of any kind/, /set Kind/],
		['a table with some words that are columns', 'from,user,amount,colour,size\n', /no columns of any kind/, /set Kind/],
		['columns of two kinds', 'Start Time,Duration,x\n', /fit 8x8 index as well as Verba CDR/, /Set Kind/],
		['text', 'hello', /begins with "hello"/, /set Kind/],
		['bytes', Buffer.from([0, 1, 2, 3, 255, 254, 0, 0]), /no columns/, /set Kind/],
		['a line without an end', 'x'.repeat(70_000), /begins with "x{60}"/, /set Kind/],
		['a quote without an end', `"${'x,'.repeat(30_000)}`, /no columns/, /set Kind/],
		['letters that turn the line', '\u202Ecsv.exe,\u0007a', /begins with "csv\.exe, a"/, /set Kind/],
	])('%s', async (_, content, said, advice) => {
		const error = await failureOf(content, 'some.csv');
		expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(said) as string, advice: expect.stringMatching(advice) as string });
		expect(error.message).toMatch(/^Could not recognise "some\.csv": /);
	});
});
