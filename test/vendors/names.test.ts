import { parseRecordingPath, type ParsedName } from '../../core/vendors/genesys/names';
import { growthOf, MOST_GROWTH } from '../growth';

const CALL = '003H1G2A6K8AF5PFKG5SO2LAES0000V3';
const SEGMENT = '0064020A-10013025-00000001';
const at = (date: string, time: string) => `${CALL}_${date}_${time}-${SEGMENT}.mp3`;

describe("the vendor's own examples", () => {
	test.each<[string, ParsedName]>([
		[
			`mytenant/${CALL}_2021-05-21_06-19-26-${SEGMENT}.mp3.bin`,
			{
				name: `${CALL}_2021-05-21_06-19-26-${SEGMENT}.mp3.bin`,
				extension: 'mp3.bin',
				encrypted: true,
				tenant: 'mytenant',
				callId: CALL,
				startTime: '2021-05-21T06:19:26Z',
				segmentId: SEGMENT,
			},
		],
		[
			'8888/0004C06AN88TN2MP904SO2LAES000001_2022-01-10_05-59-26-0064021D-10011931-00000001.mp3.bin',
			{
				name: '0004C06AN88TN2MP904SO2LAES000001_2022-01-10_05-59-26-0064021D-10011931-00000001.mp3.bin',
				extension: 'mp3.bin',
				encrypted: true,
				tenant: '8888',
				callId: '0004C06AN88TN2MP904SO2LAES000001',
				startTime: '2022-01-10T05:59:26Z',
				segmentId: '0064021D-10011931-00000001',
			},
		],
		[
			'011AP643CSAPR4FKQGQE31TAES00029V_2015-09-10_16-58-22-006B015F-1000427D-00000001.mp3',
			{
				name: '011AP643CSAPR4FKQGQE31TAES00029V_2015-09-10_16-58-22-006B015F-1000427D-00000001.mp3',
				extension: 'mp3',
				encrypted: false,
				tenant: undefined,
				callId: '011AP643CSAPR4FKQGQE31TAES00029V',
				startTime: '2015-09-10T16:58:22Z',
				segmentId: '006B015F-1000427D-00000001',
			},
		],
	])('%s', (path, expected) => {
		expect(parseRecordingPath(path)).toEqual(expected);
	});
});

describe('what the grammar takes', () => {
	test.each<[string, string, Partial<ParsedName>]>([
		['lower-case hex', `t/${CALL}_2021-05-21_06-19-26-0064020a-1001302f-00000001.mp3`, { segmentId: '0064020a-1001302f-00000001' }],
		['a tenant with blanks and signs', `My Tenant (EU) 100%/${at('2021-05-21', '06-19-26')}`, { tenant: 'My Tenant (EU) 100%' }],
		['another format', `t/${CALL}_2021-05-21_06-19-26-${SEGMENT}.WAV`, { extension: 'wav', encrypted: false }],
		['another format, encrypted', `t/${CALL}_2021-05-21_06-19-26-${SEGMENT}.mp4.BIN`, { extension: 'mp4.bin', encrypted: true }],
		['a leap day', `t/${at('2024-02-29', '23-59-59')}`, { startTime: '2024-02-29T23:59:59Z' }],
		['midnight', `t/${at('2024-01-01', '00-00-00')}`, { startTime: '2024-01-01T00:00:00Z' }],
	])('%s', (_, path, expected) => {
		expect(parseRecordingPath(path)).toMatchObject({ callId: CALL, ...expected });
	});
});

describe('what the grammar does not know passes through with name and extension', () => {
	test.each<[string, string, string, string | undefined]>([
		['a deeper folder', `a/b/${at('2021-05-21', '06-19-26')}`, at('2021-05-21', '06-19-26'), 'mp3'],
		['31 February', `t/${at('2021-02-31', '06-19-26')}`, at('2021-02-31', '06-19-26'), 'mp3'],
		['29 February of another year', `t/${at('2023-02-29', '06-19-26')}`, at('2023-02-29', '06-19-26'), 'mp3'],
		['month 13', `t/${at('2021-13-01', '06-19-26')}`, at('2021-13-01', '06-19-26'), 'mp3'],
		['24 o’clock', `t/${at('2021-05-21', '24-00-00')}`, at('2021-05-21', '24-00-00'), 'mp3'],
		['61 seconds', `t/${at('2021-05-21', '06-19-61')}`, at('2021-05-21', '06-19-61'), 'mp3'],
		['a short call ID', `t/${CALL.slice(1)}_2021-05-21_06-19-26-${SEGMENT}.mp3`, `${CALL.slice(1)}_2021-05-21_06-19-26-${SEGMENT}.mp3`, 'mp3'],
		['something behind it', `t/${at('2021-05-21', '06-19-26')}.json.bak`, `${at('2021-05-21', '06-19-26')}.json.bak`, 'bak'],
		['a line end behind it', `t/${at('2021-05-21', '06-19-26')}\n`, `${at('2021-05-21', '06-19-26')}\n`, undefined],
		['no dot before the extension', `t/${at('2021-05-21', '06-19-26').replace('.mp3', '-mp3')}`, at('2021-05-21', '06-19-26').replace('.mp3', '-mp3'), undefined],
		['an export', 'export_1234_2026_01_30_08_20_00.zip', 'export_1234_2026_01_30_08_20_00.zip', 'zip'],
		['an encrypted unknown', 't/voice.wav.bin', 'voice.wav.bin', 'wav.bin'],
		['no extension', 't/README', 'README', undefined],
		['a hidden file', 't/.gitignore', '.gitignore', undefined],
		['a folder marker', 't/', '', undefined],
		['nothing', '', '', undefined],
		['dots', 'a/...', '...', undefined],
		['a long “extension”', 't/a.thisisnoextension', 'a.thisisnoextension', undefined],
		['Unicode', '録音/🎧.mp3', '🎧.mp3', 'mp3'],
	])('%s', (_, path, name, extension) => {
		expect(parseRecordingPath(path)).toEqual({ name, extension });
	});
});

test.each(['0', 'A-', '_', '.', '/'])('a name of nothing but "%s" is read in no more than its length takes', async (part) => {
	expect(await growthOf(parseRecordingPath, (count) => part.repeat(count), 100_000)).toBeLessThan(MOST_GROWTH);
});
