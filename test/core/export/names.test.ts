import type { RecordingError } from '../../../core/errors/recording-error';
import type { ExportItem } from '../../../core/export/item';
import { targetNamer, tokenNames, type NameSettings } from '../../../core/export/names';
import { EIGHT_NAME, eight, GENESYS_NAME, genesys, indexed, SEA_NAME, sea } from './items';

const GENESYS: NameSettings = { home: { vendor: 'genesys', container: 'recordings', folder: '' } };
const SEA: NameSettings = { home: { vendor: 'nice-cxone', container: 'bucket', folder: 'sea/' } };
const EIGHT: NameSettings = { home: { vendor: '8x8', folder: '' } };
/** The mark of a name, which depends on a hash. */
const M = '_#';

function nameOf(settings: NameSettings, item: ExportItem, realName?: string): string {
	return targetNamer(settings).nameOf(item, { realName }).replace(/_[0-9a-z]{13}(?=(?:\.[a-z0-9]{1,10}(?:\.bin)?)?$)/i, M);
}

describe('original names, which stand as they are where they tell the place at the source', () => {
	test.each<[string, NameSettings, ExportItem, string]>([
		['Genesys, folders of several tenants', GENESYS, genesys(`mytenant/${GENESYS_NAME}`), `mytenant/2021/05/21/${GENESYS_NAME}`],
		['Genesys, one tenant', { home: { ...GENESYS.home!, folder: 'mytenant/' } }, genesys(`mytenant/${GENESYS_NAME}`), `2021/05/21/${GENESYS_NAME}`],
		['Genesys, encrypted, as it is', GENESYS, genesys(`mytenant/${GENESYS_NAME}.bin`), `mytenant/2021/05/21/${GENESYS_NAME}.bin`],
		['Genesys, decrypted', { ...GENESYS, decrypts: true }, genesys(`mytenant/${GENESYS_NAME}.bin`), `mytenant/2021/05/21/${GENESYS_NAME}`],
		['CXone', SEA, sea(`sea/${SEA_NAME}`), `2021/10/09/${SEA_NAME}`],
		['8x8: the name tells the folder of the day', EIGHT, eight(`S20210310/${EIGHT_NAME}`), `2021/03/10/${EIGHT_NAME}`],
		['8x8, one day', { home: { vendor: '8x8', folder: 'S20210310/' } }, eight(`S20210310/${EIGHT_NAME}`), `2021/03/10/${EIGHT_NAME}`],
		['folders of months', { ...SEA, folders: 'month' }, sea(`sea/${SEA_NAME}`), `2021/10/${SEA_NAME}`],
		['folders of years', { ...SEA, folders: 'year' }, sea(`sea/${SEA_NAME}`), `2021/${SEA_NAME}`],
		['no folders', { ...SEA, folders: 'none' }, sea(`sea/${SEA_NAME}`), SEA_NAME],
		['folders of the source', { ...EIGHT, folders: 'source' }, eight(`S20210310/${EIGHT_NAME}`), `S20210310/${EIGHT_NAME}`],
		['below that of the job', { ...SEA, folders: 'source' }, sea('sea/a/b/c.mp4'), 'a/b/c.mp4'],
		['a day in another zone', { ...GENESYS, zone: 'Pacific/Auckland' }, genesys(`t/${GENESYS_NAME.replace('06-19', '12-19')}`), `t/2021/05/22/${GENESYS_NAME.replace('06-19', '12-19')}`],
		['no start: the day of storage', SEA, sea('sea/a.mp4'), '2021/05/21/a.mp4'],
		['no time at all', SEA, sea('sea/a.mp4', { lastModified: undefined }), 'unknown date/a.mp4'],
		['a time that is none', SEA, sea('sea/a.mp4', { lastModified: 'yesterday' }), 'unknown date/a.mp4'],
		['capitals, where the target tells them', { ...SEA, tellsCaseApart: true }, sea('sea/Call.MP4'), '2021/05/21/Call.MP4'],
		['a pattern that says the same', { ...SEA, pattern: '{stem}.{extension}' }, sea(`sea/${SEA_NAME}`), `2021/10/09/${SEA_NAME}`],
		['folders by a pattern', { ...SEA, pattern: '{Media Type}/{original name}', folders: 'none' }, sea(`sea/${SEA_NAME}`), `VOICE/${SEA_NAME}`],
		['no extension', SEA, sea('sea/readme'), '2021/05/21/readme'],
	])('%s', (_, settings, item, expected) => {
		expect(nameOf(settings, item)).toBe(expected);
		expect(targetNamer(settings).isPlain(item)).toBe(true);
	});
});

describe('original names that get a mark, since another file could come to the same', () => {
	test.each<[string, NameSettings, ExportItem, string]>([
		['a tenant without folders that tell it', { ...GENESYS, folders: 'none' }, genesys(`mytenant/${GENESYS_NAME}`), GENESYS_NAME.replace('.mp3', `${M}.mp3`)],
		['a folder that nothing tells', SEA, sea(`sea/a/${SEA_NAME}`), `2021/10/09/${SEA_NAME.replace('.mp4', `${M}.mp4`)}`],
		['a folder of another day', EIGHT, eight(`S20210311/${EIGHT_NAME}`), `2021/03/10/${EIGHT_NAME.replace('.wav', `${M}.wav`)}`],
		['beside the folder of its day', EIGHT, eight(EIGHT_NAME), `2021/03/10/${EIGHT_NAME.replace('.wav', `${M}.wav`)}`],
		['beside the folder of the job', SEA, sea(`other/${SEA_NAME}`), `2021/10/09/${SEA_NAME.replace('.mp4', `${M}.mp4`)}`],
		['another container', SEA, { ...sea('sea/a.mp4'), container: 'other' }, `2021/05/21/a${M}.mp4`],
		['another vendor', SEA, { ...sea('sea/a.mp4'), vendor: '8x8' }, `2021/05/21/a${M}.mp4`],
		['a job that does not say where it reads', {}, sea('sea/a.mp4'), `2021/05/21/a${M}.mp4`],
		['when asked for', { ...SEA, alwaysMarked: true }, sea('sea/a.mp4'), `2021/05/21/a${M}.mp4`],
		['capitals', SEA, sea('sea/Call.MP4'), `2021/05/21/Call${M}.MP4`],
		['a small letter in the name of a vendor', GENESYS, genesys(`t/${GENESYS_NAME.toLowerCase()}`), `2021/05/21/${GENESYS_NAME.toLowerCase().replace('.mp3', `${M}.mp3`)}`],
		['a folder of the source in capitals', { ...SEA, folders: 'source' }, sea('sea/A/b.mp4'), `A/b${M}.mp4`],
		['small letters for a folder of 8x8', { ...EIGHT, folders: 'source' }, eight(`s20210310/${EIGHT_NAME}`), `s20210310/${EIGHT_NAME.replace('.wav', `${M}.wav`)}`],
		['letters with more than two cases', SEA, sea('sea/ſ.mp4'), `2021/05/21/ſ${M}.mp4`],
		['like one with a mark', SEA, sea('sea/a_0123456789abc.mp4'), `2021/05/21/a_0123456789abc${M}.mp4`],
		['like a file of metadata', SEA, sea('sea/a.mp4.metadata.json'), `2021/05/21/a.mp4.metadata${M}.json`],
		['not encrypted in a job that decrypts', { ...GENESYS, decrypts: true }, genesys(`t/${GENESYS_NAME}`), `2021/05/21/${GENESYS_NAME.replace('.mp3', `${M}.mp3`)}`],
		['a wrapping that is not the usual one', { ...GENESYS, decrypts: true, home: { ...GENESYS.home!, folder: 't/' } }, genesys('t/a.mp3.p7m'), `2021/05/21/a${M}.mp3`],
		['the two ways to write é', SEA, sea('sea/e\u0301.mp4'), `2021/05/21/é${M}.mp4`],
		['an empty folder', { ...SEA, folders: 'source' }, sea('sea/a//b.mp4'), `a/_/b${M}.mp4`],
	])('%s', (_, settings, item, expected) => {
		expect(nameOf(settings, item)).toBe(expected);
		expect(targetNamer(settings).isPlain(item)).toBe(false);
	});

	test('a name that turns out while decrypting', () => {
		const settings = { ...GENESYS, decrypts: true };
		expect(nameOf(settings, genesys('t/call.bin'), 'call.mp3')).toBe(`2021/05/21/call${M}.mp3`);
	});
});

function adviceOn(act: () => unknown): string | undefined {
	try {
		act();
	} catch (error) {
		return (error as RecordingError).advice;
	}
	return undefined;
}

describe('patterns', () => {
	const SETTINGS: NameSettings = { folders: 'none', zone: 'Europe/Berlin', home: { vendor: '8x8', folder: '' } };

	test.each<[string, string]>([
		['{Call ID}', `4711${M}.wav`],
		['{callId}.{extension}', `4711${M}.wav`],
		['{CALL_ID}-{ext}'.replace('{ext}', '{Extension}'), `4711-wav${M}.wav`],
		['{Vendor} {Queue} {Agent}', `8x8 Sales Jane Roe${M}.wav`],
		['{Agent}/{Direction}/{Call ID}', `Jane Roe/Inbound/4711${M}.wav`],
		['{Start Time}', `2021-03-10_18-40-42${M}.wav`],
		['{start time:yyyyMMdd HHmm}', `20210310 1840${M}.wav`],
		['{Start Time:HHmm@America/New_York}', `1240${M}.wav`],
		["{Start Time:yyyy/MM/dd HH:mm}", `2021_03_10 18_40${M}.wav`],
		["{Start Time:yyyy-MM-dd'T'HH-mm}", `2021-03-10T18-40${M}.wav`],
		["{Start Time:d LLLL yyyy}", `10 March 2021${M}.wav`],
		['{Stored Time:yyyy}', `2021${M}.wav`],
		['{Number}', `+1 (415) 555-0100${M}.wav`],
		['{Segment ID}', `unknown${M}.wav`],
		['{Tag:Case}', `unknown${M}.wav`],
		['{Field:call.durationSeconds}s', `65s${M}.wav`],
		['{Field:calls.1.agentName}', `Émile Zola${M}.wav`],
		['{Field:constructor}{Field:__proto__}', `unknownunknown${M}.wav`],
		['{Original Name} of {Agent}', `${EIGHT_NAME} of Jane Roe${M}.wav`],
		['  {Agent}  ', `Jane Roe${M}.wav`],
		['recording', `recording${M}.wav`],
		['con', `_con${M}.wav`],
		['con/{Agent}', `_con/Jane Roe${M}.wav`],
		['', EIGHT_NAME],
	])('%s', (pattern, expected) => {
		expect(nameOf({ ...SETTINGS, pattern }, indexed())).toBe(expected);
	});

	test.each<[string, string, string]>([
		['chosen text for what is not known', '{Queue}-{Call ID}', `none-12345678903${M}.mp4`],
		['a tag, in other letters', '{Tag:recordingtype}', `CALL${M}.mp4`],
		['a tag that another hides', '{Tag:b}', `x${M}.mp4`],
		['what vendors call otherwise', '{Call ID} {Media Type} {Segment ID}', `12345678903 VOICE 12f9305g-876-4b3a-098f-5dab64752554${M}.mp4`],
	])('%s', (_, pattern, expected) => {
		const item = sea(`sea/${SEA_NAME}`, { tags: { RecordingType: 'CALL', b: 'x', B: 'y' } });
		expect(nameOf({ pattern, unknown: 'none', folders: 'none' }, item)).toBe(expected);
	});

	test.each<[string, string, RegExp]>([
		['an unknown token', '{Agnet}', /\{Agnet\} is no token/],
		['a tag without a name', '{Tag:}', /\{Tag:\} is no token/],
		['a format for what is no time', '{Agent:yyyy}', /Agent is no time/],
		['a format of another library', '{Start Time:YYYY-MM-DD}', /"YYYY" in "YYYY-MM-DD" is no part of a time/],
		['a date in the manner of a country', '{Start Time:DD.MM.yyyy}', /"DD" in/],
		['a T without quotes', '{Start Time:yyyy-MM-ddTHH-mm}', /"T" in/],
		['words in a format', '{Start Time:zzzz}', /"zzzz" in/],
		['a zone that is none', '{Start Time:yyyy@Mars/Phobos}', /"Mars\/Phobos" is no time zone/],
		['an open brace', '{Agent', /"\{" stands alone/],
		['a closed one', 'Agent}', /"\}" stands alone/],
		['braces in braces', '{{Agent}}', /stands alone/],
		['a colon', '10:30', /":" cannot be part/],
		['a backslash', '{Agent}\\x', /cannot be part/],
		['a control character', 'a\u0007', /cannot be part/],
		['what turns the direction of writing', 'a\u202eb', /cannot be part/],
		['the folder above', '../{Agent}', /"\.\." cannot be part/],
		['an absolute path', '/{Agent}', /empty/],
		['an empty folder', 'a//b', /empty/],
		['a slash at the end', '{Agent}/', /empty/],
		['beyond all measure', 'a'.repeat(1_001), /longer than 1000/],
	])('refused: %s', (_, pattern, message) => {
		expect(() => targetNamer({ pattern })).toThrow(message);
	});

	test('an unknown token is answered with those that there are', () => {
		const advice = adviceOn(() => targetNamer({ pattern: '{x}' }));
		for (const token of ['{Call ID}', '{Start Time:yyyy-MM-dd}', '{Agent}', '{Queue}', '{Tag:name}', '{Stem}', '{Extension}', '{Container}']) expect(advice).toContain(token);
		expect(tokenNames()).not.toContain('{SHA-256}');
	});

	test.each<[string, NameSettings]>([
		['a zone that is none', { zone: 'Nowhere' }],
		['a target whose folder takes all', { maxKeyBytes: 99 }],
	])('refused: %s', (_, settings) => {
		expect(() => targetNamer(settings)).toThrow(/Could not read the settings/);
	});
});

describe('names that are safe', () => {
	test.each<[string, string, string]>([
		['folders in a value', 'a/../../b\\c', 'a_.._.._b_c'],
		['what Windows reserves', '<a>:"b"|?*', '_a___b____'],
		['control characters', 'a\0b\x1fc\x7fd\u0085e', 'a_b_c_d_e'],
		['bidi', 'exe.\u202egpj\u2066', 'exe._gpj_'],
		['what is not seen', 'a\u200b\u00adb\ufeff', 'a__b'],
		['half a character', 'a\ud800b', 'a_b'],
		['stand-ins for bytes', 'a\uf7ff', 'a_'],
		['odd blanks', 'a\u00a0b\tc\u2028d', 'a b c d'],
		['blanks and dots at the ends', ' . a . . ', 'a'],
		['nothing but dots', '...', '_'],
		['nothing', ' ', '_'],
		['hidden', '.hidden', 'hidden'],
		['a device', 'nul', '_nul'],
		['with an extension', 'Com1.tar', '_Com1.tar'],
		['with a blank', 'LPT9 .x', '_LPT9 .x'],
		['odd digits', 'com²', '_com²'],
		['not a device', 'console', 'console'],
		['NFC', 'e\u0301', 'é'],
	])('%s', (_, agent, expected) => {
		const item = eight('a.wav', { agentName: agent });
		expect(nameOf({ pattern: '{Agent}/x', folders: 'none' }, item)).toBe(`${expected}/x${M}.wav`);
	});
});

describe('lengths', () => {
	const LONG = '録'.repeat(400);

	test('a name is cut before its mark, in whole characters, and leaves room for metadata', () => {
		const name = targetNamer({ pattern: '{Agent}', folders: 'none' }).nameOf(eight('a.wav', { agentName: LONG }));
		expect(name).toMatch(/^録{74}_[0-9a-z]{13}\.wav$/);
		expect(Buffer.byteLength(`${name}.metadata.json`)).toBeLessThanOrEqual(255);
	});

	test('a long original name is not plain', () => {
		expect(targetNamer(SEA).isPlain(sea(`sea/${'a'.repeat(237)}.mp4`))).toBe(true);
		expect(targetNamer(SEA).isPlain(sea(`sea/${'a'.repeat(238)}.mp4`))).toBe(false);
	});

	test('a long folder is cut before a mark of its own', () => {
		const namer = targetNamer({ pattern: '{Agent}/x', folders: 'none' });
		const names = [LONG, `${LONG.slice(0, 399)}x`].map((agentName) => namer.nameOf(eight('a.wav', { agentName })));
		expect(names[0].split('/')[0]).toMatch(/^録{80}_[0-9a-z]{13}$/);
		expect(names[0]).not.toBe(names[1]);
	});

	test('many folders end in a mark of all', () => {
		const path = `${'folder with a name/'.repeat(100)}a.wav`;
		const name = targetNamer({ folders: 'source', home: EIGHT.home }).nameOf(eight(path));
		expect(name).toMatch(/^(folder with a name\/){30,40}[0-9a-z]{13}\/a_[0-9a-z]{13}\.wav$/);
		expect(Buffer.byteLength(`${name}.metadata.json`)).toBeLessThanOrEqual(1_000);
	});
});

test('versions of a file have one name, and a name for each', () => {
	const namer = targetNamer(SEA);
	const [first, second] = ['1', '2'].map((etag) => sea('sea/a.mp4', { etag }));
	expect(namer.nameOf(first)).toBe(namer.nameOf(second));
	expect(namer.versionNameOf(first)).not.toBe(namer.versionNameOf(second));
	const [small, large] = [1, 2].map((sizeBytes) => eight('a.wav', { sizeBytes }));
	expect(namer.versionNameOf(small)).not.toBe(namer.versionNameOf(large));
});
