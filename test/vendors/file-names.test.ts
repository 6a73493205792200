import { recogniseName, type NameGrammar, type Vendor } from '../../core/vendors/file-names';

const CALL = '003H1G2A6K8AF5PFKG5SO2LAES0000V3';
const GENESYS = `${CALL}_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin`;
const CXONE = '2021-10-09-07-49-13_12345678903_VOICE_12f9305g-876-4b3a-098f-5dab64752554.mp4';
const CALL_8X8 = 'R202103101740420023.wav';
const EXPORT = 'export_50120_2026_01_31_08_15_00.zip';

const genesys = { vendor: 'genesys', fileType: 'recording', callId: CALL, startTime: '2021-05-21T06:19:26Z', extension: 'mp3.bin', encrypted: true, name: GENESYS };
const cxone = { vendor: 'nice-cxone', fileType: 'recording', callId: '12345678903', contactId: '12345678903', mediaType: 'VOICE', startTime: '2021-10-09T07:49:13Z', name: CXONE };
const eightByEight = { vendor: '8x8', fileType: 'recording', startTime: '2021-03-10T17:40:42Z', sequence: 23, name: CALL_8X8, extension: 'wav' };

describe('a name that one grammar fits is of that vendor', () => {
	test.each<[string, object]>([
		[GENESYS, genesys],
		[`mytenant/${GENESYS}`, { ...genesys, tenant: 'mytenant' }],
		[CXONE, cxone],
		[`sea/2021/${CXONE}`, cxone],
		[CALL_8X8, eightByEight],
		[`S20210310/${CALL_8X8}`, { ...eightByEight, utcFolder: 'S20210310' }],
		['Index/I20160606.csv', { vendor: '8x8', fileType: 'index', day: '2016-06-06', kind: 'small', name: 'I20160606.csv', extension: 'csv' }],
		['I20160606_version2.csv', { vendor: '8x8', fileType: 'index', kind: 'detailed' }],
		[EXPORT, { vendor: 'genesys', fileType: 'dataExport', auditKey: '50120', dataUntil: '2026-01-31T08:15:00Z', name: EXPORT, extension: 'zip' }],
		[`C:\\calls\\S20210310\\${CALL_8X8}`, { ...eightByEight, utcFolder: 'S20210310' }],
		[`\\\\server\\share\\${GENESYS}`, genesys],
		[`calls\\${CXONE}`, cxone],
	])('%s', (path, expected) => {
		expect(recogniseName(path)).toMatchObject({ recognised: true, path, ...expected });
	});

	test.each([`/data/in/${GENESYS}`, `/${GENESYS}`, `D:\\in\\${GENESYS}`])('the folders of somebody else are no tenant: %s', (path) => {
		expect(recogniseName(path)).not.toHaveProperty('tenant');
	});

	test('what is not in a name is not in the result', () => {
		expect(Object.keys(recogniseName(CALL_8X8)).sort()).toEqual(['extension', 'fileType', 'name', 'path', 'recognised', 'sequence', 'startTime', 'vendor']);
	});
});

describe('another one is told with what is known of it', () => {
	test.each<[string, string, string | undefined]>([
		['an ID of a call, and no more', `${CALL}.mp3`, 'mp3'],
		['a day that does not exist', CALL_8X8.replace('20210310', '20210231'), 'wav'],
		['a copy', CALL_8X8.replace('.wav', ' (1).wav'), 'wav'],
		['a name of the customer, as Verba gives it', '2026-01-31_Jane_Doe.wav', 'wav'],
		['an export that tells no date', 'export_calls.zip', 'zip'],
		['an encrypted unknown', 'voice.wav.bin', 'wav.bin'],
		['capitals', 'CALL.MP3', 'mp3'],
		['no extension', 'README', undefined],
		['a hidden file', '.mp3', undefined],
		['strange letters', '\u202E3pm.録音.mp3', 'mp3'],
		['a line end', `${CALL_8X8}\n`, undefined],
		['nothing', '', undefined],
	])('%s', (_, name, extension) => {
		expect(recogniseName(`in/${name}`)).toEqual({ recognised: false, path: `in/${name}`, name, ...(extension && { extension }) });
	});

	test.each<[string, Vendor]>([
		[GENESYS, '8x8'],
		[CXONE, 'genesys'],
		[CALL_8X8, 'nice-cxone'],
	])('%s, asked for as %s', (name, vendor) => {
		expect(recogniseName(name, { vendor })).toMatchObject({ recognised: false, name });
		expect(recogniseName(name, { vendor })).not.toHaveProperty('startTime');
	});
});

test('no name fits two grammars; if one did, both would be named, and neither believed', () => {
	const any = (vendor: Vendor): NameGrammar => ({ vendor, fileType: 'recording', read: () => ({ startTime: '2026-01-01T00:00:00Z' }) });
	expect(recogniseName('a.mp3', { grammars: [any('8x8'), any('genesys')] })).toEqual({
		recognised: false,
		fits: ['8x8 recording', 'genesys recording'],
		path: 'a.mp3',
		name: 'a.mp3',
		extension: 'mp3',
	});
	for (const name of [GENESYS, CXONE, CALL_8X8, EXPORT, 'I20160606.csv']) expect(recogniseName(name)).not.toHaveProperty('fits');
});

test('a name of a mebibyte takes no time', () => {
	for (const part of ['_', 'a_', '1-', '0', '/', '\\', '.']) expect(recogniseName(`2021-10-09-07-49-13_${part.repeat(2 ** 20 / part.length)}`).recognised).toBe(false);
});
