import fc from 'fast-check';
import { fitsWildcard } from '../../../core/text/wildcard';
import { problemElsewhere, problemWithName, ZipNames } from '../../../core/archive/zip/names';
import { targetNamer, type NameSettings } from '../../../core/export/names';
import { readPattern } from '../../../core/export/names/pattern';
import { parseSegmentName } from '../../../core/export/ledger/segment';
import { folderOfJob, JOBS_FOLDER } from '../../../core/export/job-folder';
import { assertInsideFolder, toFolder } from '../../../core/sources/paths';
import { isTreeKey } from '../../../core/sources/tree/keys';
import { nameFromBytes, nameToBytes } from '../../../core/sources/tree/names';
import { toSeaRecording } from '../../../core/vendors/cxone/recording';
import { parseSeaPath } from '../../../core/vendors/cxone/names';
import { toIndexFile } from '../../../core/vendors/eight-by-eight/index-files';
import { dayOfFolder, folderOfDay, indexName, parseIndexPath, parseRecordingPath as parseEightPath, recordedAtMs } from '../../../core/vendors/eight-by-eight/names';
import { toEightByEightRecording } from '../../../core/vendors/eight-by-eight/recording';
import { recogniseName } from '../../../core/vendors/file-names';
import { parseSha1File } from '../../../core/vendors/genesys/data-export/checksum-file';
import { parseExportName, parseExportPath } from '../../../core/vendors/genesys/data-export/names';
import { toDataExport } from '../../../core/vendors/genesys/data-export';
import { parseRecordingPath as parseGenesysPath } from '../../../core/vendors/genesys/names';
import { toRecording } from '../../../core/vendors/genesys/recording';
import { recognise } from '../../../core/vendors/verba/kind';
import { parseVerbaPath } from '../../../core/vendors/verba/names';
import { EIGHT_NAME, GENESYS_NAME, SEA_NAME } from '../../core/export/items';
import { assert, assertPlain, assertSame, attempt, type Subject } from '../subject';

const RETENTION_DAYS = 30;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** What is read from a name is in it; a time is one that there was. */
function assertNamed(path: string, parsed: { name: string; startTime?: string }): void {
	assertPlain(parsed);
	assert(path.endsWith(parsed.name) && !parsed.name.includes('/'), () => `the name ${JSON.stringify(parsed.name)} of ${JSON.stringify(path)}`);
	assertTime(parsed.startTime);
}

export function assertTime(time: string | undefined): void {
	if (time === undefined) return;
	assert(ISO.test(time) && !Number.isNaN(Date.parse(time)) && new Date(time).toISOString().slice(0, 19) === time.slice(0, 19), () => `the time ${JSON.stringify(time)}`);
}

const two = (least: number, most: number) => fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
const date = (separator: string) => fc.tuple(fc.integer({ min: 1_970, max: 2_050 }), two(0, 13), two(0, 32)).map(([year, month, day]) => [year, month, day].join(separator));
const clock = (separator: string) => fc.tuple(two(0, 24), two(0, 60), two(0, 60)).map((parts) => parts.join(separator));
const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFabcdef'), minLength: length, maxLength: length });
const part = fc.oneof(fc.stringMatching(/^[A-Za-z0-9 ._-]{1,12}$/), fc.string({ maxLength: 12 }), fc.constantFrom('', '..', 'a', 'ä', 'CON', '録音'));
const ending = fc.constantFrom('mp3', 'wav', 'MP3', 'mp3.bin', 'bin', 'csv', 'constructor', 'x', '');

const genesysPath = fc.tuple(part, hex(32), date('-'), clock('-'), hex(8), hex(8), hex(8), ending).map(([tenant, call, day, time, a, b, c, end]) => `${tenant}/${call}_${day}_${time}-${a}-${b}-${c}.${end}`);
const seaPath = fc.tuple(part, date('-'), clock('-'), fc.integer({ min: 0 }), fc.constantFrom('VOICE', 'screen', 'STATEMENT_1', 'x_y'), part, ending).map(([folder, day, time, id, media, last, end]) => `${folder}/${day}-${time}_${id}_${media}_${last}.${end}`);
const eightPath = fc.tuple(date(''), clock(''), fc.integer({ min: 0, max: 9_999 }), fc.constantFrom('', 'S20210310/', 'S20161306/', 'Index/', 'a/S20210310/')).map(([day, time, number, folder]) => `${folder}R${day}${time}${String(number).padStart(4, '0')}.wav`);
const indexPath = fc.tuple(date(''), fc.constantFrom('', '_version2')).map(([day, version]) => `Index/I${day}${version}.csv`);
const exportPath = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 22n }), date('_'), clock('_'), fc.constantFrom('.zip', '.zip.sha1', '.zip.bin', '/x.txt', '/export_1.zip')).map(([key, day, time, end]) => `data/export_${key}_${day}_${time}${end}`);
const verbaPath = fc.tuple(part, part, fc.constantFrom('wav', 'vtr', 'xml', 'csv', 'toString', 'constructor', 'json', 'ZIP', '')).map(([folder, stem, end]) => `${folder}/${stem}.${end}`);

export const NAME_SUBJECTS: Subject<string>[] = [
	{
		name: 'genesys names',
		modules: ['core/vendors/genesys/names', 'core/vendors/genesys/recording'],
		seeds: [`tenant/${GENESYS_NAME}`, GENESYS_NAME, `tenant/${GENESYS_NAME}.bin`],
		structured: genesysPath,
		words: ['_', '-', '.', '/', '.bin', '2021-02-30', '24-00-00'],
		check(path) {
			const parsed = parseGenesysPath(path);
			assertNamed(path, parsed);
			assertPlain(toRecording({ path }, RETENTION_DAYS));
			assertSame(parseGenesysPath(path), parsed, 'twice');
			if (parsed.startTime === undefined) return 'no recording';
			assert(path.includes(parsed.startTime.slice(0, 10)), () => 'another day');
			return 'accepted';
		},
	},
	{
		name: 'cxone names',
		modules: ['core/vendors/cxone/names', 'core/vendors/cxone/recording'],
		seeds: [SEA_NAME, `folder/${SEA_NAME}`],
		structured: seaPath,
		words: ['_', '-', '.', '/', 'VOICE', 'screen'],
		check(path) {
			const parsed = parseSeaPath(path);
			assertNamed(path, parsed);
			assertPlain(toSeaRecording({ path }, RETENTION_DAYS));
			return parsed.startTime === undefined ? 'no recording' : 'accepted';
		},
	},
	{
		name: '8x8 names',
		modules: ['core/vendors/eight-by-eight/names', 'core/vendors/eight-by-eight/recording', 'core/vendors/eight-by-eight/index-files'],
		seeds: [EIGHT_NAME, `S20210310/${EIGHT_NAME}`, 'Index/I20210310.csv', 'I20210310_version2.csv'],
		structured: fc.oneof(eightPath, indexPath),
		words: ['R', 'S', 'I', '_version2', '.csv', '.wav', '/', '0229', '1332'],
		check(path) {
			const parsed = parseEightPath(path);
			assertNamed(path, parsed);
			assertPlain(toEightByEightRecording({ path }, RETENTION_DAYS));
			assertPlain(toIndexFile({ path }, RETENTION_DAYS));
			const ms = recordedAtMs(parsed.name);
			assertSame(ms === undefined ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`, parsed.startTime, 'the two readers of a name');
			const index = parseIndexPath(path);
			if (index) assertSame(parseIndexPath(indexName(index.day, index.kind)), index, 'the name of an index');
			const day = dayOfFolder(path);
			if (day !== undefined) assertSame(folderOfDay(day), path.toUpperCase(), 'the folder of a day');
			return parsed.startTime !== undefined || index || day !== undefined ? 'accepted' : 'no recording';
		},
	},
	{
		name: 'verba names',
		modules: ['core/vendors/verba/names', 'core/vendors/verba/kind'],
		seeds: ['2026-01-31/call.wav', 'a/b/1234.vtr.xml', 'the cdr.csv', 'manifest.txt', 'x.tar.gz'],
		structured: verbaPath,
		words: ['.wav', '.xml', 'manifest', 'cdr', 'metadata', '/', '.'],
		check(path, random) {
			const parsed = parseVerbaPath(path);
			assertPlain(parsed);
			assert(parsed.folder + parsed.name === path, () => 'folder and name are not the path');
			assert(parsed.name.startsWith(parsed.stem), () => 'the stem is not of the name');
			const kind = recognise(path, random.chance(0.5) ? Buffer.from(path) : undefined);
			assertPlain(kind);
			return parsed.contentType === undefined ? 'no media type' : 'accepted';
		},
	},
	{
		name: 'all names',
		modules: ['core/vendors/file-names'],
		seeds: [GENESYS_NAME, SEA_NAME, EIGHT_NAME, 'export_12_2021_03_10_10_00_00.zip', `C:\\x\\${EIGHT_NAME}`],
		structured: fc.oneof(genesysPath, seaPath, eightPath, indexPath, exportPath),
		words: ['\\', '/', 'C:\\', '_', '-', '.'],
		check(path) {
			const found = recogniseName(path);
			assertPlain(found);
			assert(found.path === path, () => 'another path');
			assert(found.fits === undefined, () => `fits ${found.fits?.join(' and ')}`);
			assertTime(found.startTime as string | undefined);
			return found.recognised ? 'accepted' : 'not recognised';
		},
	},
	{
		name: 'data export names',
		modules: ['core/vendors/genesys/data-export/names', 'core/vendors/genesys/data-export/data-export', 'core/vendors/genesys/data-export/checksum-file'],
		seeds: ['export_1234_2021_03_10_10_00_00/export_1234_2021_03_10_10_00_00.zip', 'export_x.zip.sha1', `${'0a'.repeat(20)}  export_x.zip`, `SHA1 (x.zip) = ${'0a'.repeat(20)}`, `\\${'0a'.repeat(20)} *a\\nb.zip\r\n`],
		structured: exportPath,
		words: ['export_', '.zip', '.sha1', '\n', '\r\n', 'SHA1 (', ') = ', '0a'.repeat(20)],
		check(text) {
			const parsed = parseExportPath(text);
			assertPlain(parsed);
			assertTime(parsed?.dataUntil);
			assertPlain(toDataExport({ path: text }, RETENTION_DAYS));
			assertPlain(parseExportName(text));
			const sha1 = parseSha1File(text, 'export_x.zip');
			assert(sha1 === undefined || (/^[0-9a-f]{40}$/.test(sha1) && text.toLowerCase().includes(sha1)), () => `the hash ${sha1}`);
			return parsed || sha1 !== undefined ? 'accepted' : 'no export';
		},
	},
	{
		name: 'wildcards',
		modules: ['core/text/wildcard'],
		seeds: ['call.mp3|*.mp3', 'a/b/c|a*c', 'aaaaaaaaab|*a*a*a*b', '|', 'x|?'],
		structured: fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.', 'ß', 'İ'), maxLength: 12 }), fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '**'), maxLength: 10 })).map(([name, pattern]) => `${name}|${pattern}`),
		words: ['*', '?', '|', '**', '*?'],
		check(text) {
			const cut = text.lastIndexOf('|');
			const [name, pattern] = [text.slice(0, Math.max(0, cut)), text.slice(cut + 1)];
			// The product of their lengths is what is promised.
			if (name.length * pattern.length > 4_000_000) return 'too long';
			const fits = fitsWildcard(name, pattern);
			assertSame(fitsWildcard(name, `*${pattern}*`) || !fits, true, 'more stars fit less');
			if (name.length * pattern.length < 400) {
				// A table, cell by cell.
				const [letters, wanted] = [name.toLowerCase(), pattern.toLowerCase()];
				let row = [true];
				for (let at = 0; at < wanted.length; at++) row[at + 1] = row[at] && wanted[at] === '*';
				for (let to = 0; to < letters.length; to++) {
					const next = [false];
					for (let at = 0; at < wanted.length; at++) next[at + 1] = wanted[at] === '*' ? next[at] || row[at + 1] : row[at] && (wanted[at] === '?' || wanted[at] === letters[to]);
					row = next;
				}
				assertSame(fits, row[wanted.length], 'the table says otherwise');
			}
			return fits ? 'accepted' : 'does not fit';
		},
	},
	{
		name: 'rename patterns',
		modules: ['core/export/names/pattern', 'core/export/names/target-namer'],
		seeds: ['{Start Time:yyyy-MM-dd_HH-mm-ss@Europe/Berlin} {Agent}/{Call ID}', '{Original Name}', '{Tag:RecordingType}/{Stem}.{Extension}', "{Start Time:yyyy-MM-dd'T'HH-mm}", '{Field:call.caseId}', 'x'],
		structured: fc.array(fc.constantFrom('{Agent}', '{Queue}', '{Call ID}', '{Start Time}', '{Start Time:yyyy}', '{Start Time:MM@UTC}', '{Tag:a}', '{Field:constructor.name}', '{constructor}', '{__proto__}', '{Stem}', '{Original Name}', '.{Extension}', '/', 'a', ' ', '.', '-', '..', '{', '}'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
		words: ['{', '}', '{Agent}', '{Tag:', '{Field:', ':', '@', '/', "'", 'yyyy', '{constructor}', '..', '.'],
		check(pattern, random) {
			const read = attempt(() => readPattern(pattern));
			if (read.refused !== undefined) return read.refused;
			const kinds = [...read.value.folders.flat(), ...read.value.stem].map(({ kind }) => kind);
			assert(kinds.every((kind) => ['text', 'fact', 'stem', 'name', 'extension'].includes(kind)), () => `pieces of the kinds ${kinds.join(', ')}`);
			const settings: NameSettings = { pattern, folders: random.pick(['day', 'source', 'none']), decrypts: random.chance(0.3) };
			const named = attempt(() => targetNamer(settings).nameOf({ vendor: 'genesys', path: `t/../${pattern.slice(0, 60)}/${GENESYS_NAME}`, name: GENESYS_NAME, tags: { a: pattern.slice(0, 300) }, agentName: '../..', startTime: '2021-05-21T06:19:26Z' } as never));
			if (named.refused !== undefined) return named.refused;
			assertSafeKey(named.value);
			return 'accepted';
		},
	},
	{
		name: 'target names',
		modules: ['core/export/names/target-namer', 'core/export/names/safe-part', 'core/export/names/plain', 'core/export/names/original-name'],
		seeds: [`t/${GENESYS_NAME}`, SEA_NAME, `S20210310/${EIGHT_NAME}`, 'a/b/c.mp3.bin', '../../etc/passwd', 'C:\\Windows\\x', 'a/CON.txt'],
		structured: fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/') || 'x'),
		words: ['/', '\\', '..', '.', ' ', 'CON', 'nul.', ':', '*', '\u202e', '_0123456789abc', '.metadata.json', '.bin'],
		check(path, random) {
			const settings: NameSettings = { folders: random.pick(['day', 'source', 'none']), decrypts: random.chance(0.3), tellsCaseApart: random.chance(0.5), home: random.chance(0.5) ? { vendor: 'genesys', folder: random.pick(['', 'a/', 't/']) } : undefined, maxKeyBytes: random.pick([undefined, 100, 300]) };
			const item = { vendor: 'genesys', path, name: path.slice(path.lastIndexOf('/') + 1), etag: '1' };
			const namer = targetNamer(settings);
			for (const key of [namer.nameOf(item), namer.versionNameOf(item)]) assertSafeKey(key, settings.maxKeyBytes);
			assertSame(targetNamer(settings).nameOf(item), namer.nameOf(item), 'twice');
			return namer.isPlain(item) ? 'accepted' : 'marked';
		},
	},
	{
		name: 'names in archives',
		modules: ['core/archive/zip/names'],
		seeds: ['a/b.mp3', 'folder/', '../x', '/abs', 'C:x', 'a\\..\\b', 'nul', 'COM¹.txt', 'e\u0301.mp3\né.mp3', 'A\na', 'x\nx/y'],
		structured: fc.array(fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')), { minLength: 1, maxLength: 4 }).map((names) => names.join('\n')),
		words: ['/', '\\', '..', '.', ' ', 'CON', 'nul', ':', '\n', '\u202e', 'ſ', 'K', 'İ'],
		check(text) {
			const names = new ZipNames();
			const taken = new Map<string, string>();
			let accepted = 0;
			for (const name of text.split('\n').slice(0, 50)) {
				const own = problemWithName(name, { maxDepth: 40 }) ?? problemElsewhere(name);
				const problem = names.add(name);
				if (own !== undefined) assert(problem !== undefined, () => `${JSON.stringify(name)} is taken, and ${own}`);
				if (problem !== undefined) continue;
				accepted++;
				assertUnpacksBelow(name);
				const folded = name.normalize('NFC').toLowerCase().split('/').map((segment) => segment.replace(/[. ]+$/, '')).join('/');
				assert(!taken.has(folded), () => `${JSON.stringify(name)} and ${JSON.stringify(taken.get(folded))} are one file on Windows`);
				taken.set(folded, name);
			}
			return accepted > 0 ? 'accepted' : 'refused';
		},
	},
	{
		name: 'paths',
		modules: ['core/sources/paths', 'core/sources/tree/keys', 'core/export/job-folder', 'core/export/ledger/segment'],
		seeds: ['mytenant/call.mp3', 'mytenant/../x', 'mytenant/a//b', 'mytenant/.', 'mytenant2/x', 'mytenant/a\\..\\b', `segments/00001/20260131T000000Z-0123abcd-000001-${'0a'.repeat(32)}.jsonl`],
		structured: fc.array(part, { maxLength: 6 }).map((parts) => `mytenant/${parts.join('/')}`),
		words: ['/', '..', '.', '\\', '\0', '//', 'mytenant/', 'segments/'],
		check(path) {
			const folder = toFolder(path);
			assert(folder === '' || folder.endsWith('/'), () => `the folder ${JSON.stringify(folder)}`);
			const job = folderOfJob(path);
			assert(/^\.call-recordings\/[a-z0-9-]+\/$/.test(job) && job.startsWith(JOBS_FOLDER), () => `the folder of a job ${JSON.stringify(job)}`);
			assertPlain(parseSegmentName(path));
			const inside = attempt(() => assertInsideFolder(path, 'mytenant/', 'read'));
			if (inside.refused !== undefined) return inside.refused;
			assert(new URL(`https://h/c/${path.split('/').map(encodeURIComponent).join('/')}`).pathname.startsWith('/c/mytenant/'), () => 'a URL leads out');
			if (isTreeKey(path)) assertUnpacksBelow(path, true);
			return 'accepted';
		},
	},
];

export const BYTE_NAME_SUBJECT: Subject<Buffer> = {
	name: 'names of bytes',
	modules: ['core/sources/tree/names'],
	seeds: ['call.mp3', 'é.mp3', 'e\u0301', '録音🎧', '\uf780\uf7ff'].map((text) => Buffer.from(text)).concat([Buffer.from([0xe9, 0x41, 0xef, 0x9f, 0xbf, 0xff]), Buffer.from([0xef, 0x9e, 0x80])]),
	structured: fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes)),
	words: ['\uf780', '\uf7ff', '\ufffd', 'é', '🎧'],
	check(bytes) {
		const name = nameFromBytes(bytes);
		assert(nameToBytes(name).equals(bytes), () => `${bytes.toString('hex').slice(0, 200)} became ${nameToBytes(name).toString('hex').slice(0, 200)}`);
		assert(!/\p{Surrogate}/u.test(name), () => 'half a character');
		return name.includes('\ufffd') || /[\uF780-\uF7FF]/.test(name) ? 'with stand-ins' : 'accepted';
	},
};

const WINDOWS_RESERVED = /[<>:"\\|?*]/;
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?$/i;

function assertSafeKey(key: string, maxKeyBytes = 1_000): void {
	const shown = () => JSON.stringify(key).slice(0, 400);
	assert(Buffer.byteLength(`${key}.metadata.json`) <= maxKeyBytes, () => `too long: ${shown()}`);
	assert(key === key.normalize('NFC'), () => `not NFC: ${shown()}`);
	assert(!/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(key), () => `invisible: ${shown()}`);
	for (const name of key.split('/')) {
		assert(name !== '' && !/^[. ]|[. ]$/.test(name), () => `an empty name, or dots at an end: ${shown()}`);
		assert(Buffer.byteLength(name) <= 255 && !WINDOWS_RESERVED.test(name) && !DEVICES.test(name), () => `no name on Windows: ${shown()}`);
	}
}

/** By the rules of Unix and of Windows. */
function assertUnpacksBelow(name: string, isUnixAlone = false): void {
	const segments = name.replace(/\/$/, '').split(isUnixAlone ? '/' : /[/\\]/);
	assert(!name.startsWith('/') && !name.includes('\0'), () => `${JSON.stringify(name)} is absolute`);
	assert(segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..'), () => `${JSON.stringify(name)} leads elsewhere`);
	if (isUnixAlone) return;
	assert(!name.includes(':') && segments.every((segment) => !DEVICES.test(segment) && segment.replace(/[. ]+$/, '') !== ''), () => `${JSON.stringify(name)} leads elsewhere on Windows`);
}
