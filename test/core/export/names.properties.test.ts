import type { ExportItem } from '../../../core/export/item';
import { targetNamer, type Folders, type NameSettings } from '../../../core/export/names';
import { randomNumbers } from '../../random';
import { EIGHT_NAME, GENESYS_NAME, SEA_NAME } from './items';

/** What names are made of here: few pieces, so that files meet often, and nasty ones. */
const PIECES = [
	'a', 'A', 'b', 'é', 'e\u0301', 'É', 'ß', 'ſ', 'S', 's', 'ı', 'I', 'i', 'K', 'K', 'Σ', 'ς', 'σ', '_', '.', '..', ' ', '-', '~', ':', '*', '?', '\\', '\0', '\n',
	'\u202e', '\u200d', '\ud800', '\uf7ff', '\ufdd0', '録音', '🎧', 'con', 'NUL', 'com1', 'unknown', 'unknown date', '2021', '05', '21', '%2F', '$', '{', '.mp3', '.bin', '.mp3.bin', '.wav', '.metadata.json',
	'_0123456789abc', '0123456789abc', GENESYS_NAME, GENESYS_NAME.toLowerCase(), `${GENESYS_NAME}.bin`, SEA_NAME, SEA_NAME.toUpperCase(), EIGHT_NAME, EIGHT_NAME.toLowerCase(),
	'S20210310', 's20210310', 'x'.repeat(120), '録'.repeat(60),
];
/** Names that stand as they are where their folder is told. */
const PLAIN = [GENESYS_NAME, `${GENESYS_NAME}.bin`, SEA_NAME, EIGHT_NAME, 'a.mp3', 'a.mp3.bin'];
const FOLDERS: Folders[] = ['day', 'month', 'year', 'source', 'none'];
const PATTERNS = [undefined, undefined, undefined, '', '{Stem}.{Extension}', '{Original Name}', '{Agent}/{Original Name}', '{Agent}', '{Agent}{Queue}', '{Queue}_{Agent}', '{Agent}/{Queue}', '{Stem} {Start Time}', '{Original Name} {Extension}', '{Field:odd}', '{Container}-{Tag:t}'];
const VENDORS = ['genesys', 'nice-cxone', '8x8'];
const WINDOWS_RESERVED = /[<>:"\\|?*]/;
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?$/i;

class Dice {
	readonly #next: () => number;

	constructor(seed: number) {
		this.#next = randomNumbers(seed);
	}

	upTo(count: number): number {
		return Math.floor(this.#next() * count);
	}

	one<Value>(values: readonly Value[]): Value {
		return values[this.upTo(values.length)];
	}

	text(most: number): string {
		return Array.from({ length: this.upTo(most + 1) }, () => this.one(PIECES)).join('');
	}

	maybe<Value>(value: Value): Value | undefined {
		return this.upTo(3) === 0 ? undefined : value;
	}
}

function anyItem(dice: Dice, home?: NameSettings['home']): ExportItem {
	const isAtHome = home !== undefined && dice.upTo(4) > 0;
	const name = dice.one([dice.text(3), dice.one(PIECES), ...PLAIN, `${dice.one(['a', 'A', 'b', 'é', 'e\u0301'])}.mp3`]) || 'a';
	const folders = Array.from({ length: dice.upTo(dice.one([1, 2, 4])) }, () => dice.one([dice.one(PIECES), 'a', 't', 'S20210310'])).join('/');
	return {
		vendor: isAtHome ? home.vendor : dice.one(VENDORS),
		container: isAtHome ? home.container : dice.one([undefined, 'c']),
		path: `${isAtHome ? home.folder : ''}${folders}${folders === '' ? '' : '/'}${name}`,
		name,
		...{ agentName: dice.maybe(dice.text(2)), queueName: dice.maybe(dice.text(2)), odd: dice.maybe({ [dice.text(1)]: [dice.text(2)] }) },
		tags: dice.maybe({ t: dice.text(2) }),
		startTime: dice.one([undefined, '2021-05-21T06:19:26Z', '2021-12-31T23:59:59Z', 'never']),
		lastModified: dice.one([undefined, '2021-05-21T06:19:26Z']),
		etag: dice.one([undefined, '1', '2']),
	};
}

function anySettings(dice: Dice): NameSettings {
	return {
		pattern: dice.one(PATTERNS),
		folders: dice.one(FOLDERS),
		home: dice.upTo(8) === 0 ? undefined : { vendor: dice.one(VENDORS), container: dice.one([undefined, undefined, 'c']), folder: dice.one(['', '', '', 'a/', 'S20210310/']) },
		tellsCaseApart: dice.one([undefined, true]),
		decrypts: dice.one([undefined, undefined, true]),
		unknown: dice.one([undefined, '', '..', 'a/b']),
		zone: dice.one([undefined, 'Asia/Kathmandu']),
		maxKeyBytes: dice.one([undefined, undefined, 100, 300]),
	};
}

function problemWith(key: string, maxKeyBytes = 1_000): string | undefined {
	if (Buffer.byteLength(`${key}.metadata.json`) > maxKeyBytes) return 'key too long';
	if (key !== key.normalize('NFC')) return 'not NFC';
	if (/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(key)) return 'invisible character';
	for (const part of key.split('/')) {
		if (part === '') return 'empty part';
		if (Buffer.byteLength(part) > 255) return 'part too long';
		if (WINDOWS_RESERVED.test(part)) return 'reserved character';
		if (DEVICES.test(part)) return 'device';
		if (/^[. ]|[. ]$/.test(part)) return 'dot or blank at an end';
	}
	return undefined;
}

const RUNS = 60;
const ITEMS = 100;

test('names are safe, the same each time, and of one place alone, also where case does not count', () => {
	let [plain, met] = [0, 0];
	for (let seed = 1; seed <= RUNS; seed++) {
		const dice = new Dice(seed);
		const settings = anySettings(dice);
		const [first, second] = [targetNamer(settings), targetNamer(settings)];
		const places = new Map<string, string>();
		for (const item of Array.from({ length: ITEMS }, () => anyItem(dice, settings.home))) {
			const name = first.nameOf(item);
			const version = first.versionNameOf(item);
			const place = JSON.stringify([item.vendor, item.container ?? null, item.path]);
			for (const key of [name, version]) {
				const problem = problemWith(key, settings.maxKeyBytes);
				if (problem !== undefined) throw new Error(`seed ${seed}: ${problem} in ${JSON.stringify(key)} of ${place}`);
			}
			// The date, the agent and the like can differ between two looks at one place, so the name of a place is not asserted here.
			for (const [key, owner] of [[name, place], [version, `${place} ${item.etag ?? item.lastModified}`]]) {
				const folded = settings.tellsCaseApart ? key : key.toUpperCase().toLowerCase().normalize('NFC');
				const other = places.get(folded);
				if (other !== undefined && other !== owner) throw new Error(`seed ${seed}: ${JSON.stringify(key)} of ${owner} and ${other}, ${JSON.stringify(settings)}`);
				if (other !== undefined) met++;
				places.set(folded, owner);
			}
			if (first.isPlain(item)) plain++;
			if (second.nameOf(structuredClone(item)) !== name) throw new Error(`seed ${seed}: two names of ${place}`);
		}
	}
	// The test is about something.
	expect(plain).toBeGreaterThan(5 * RUNS);
	expect(met).toBeGreaterThan(RUNS);
});

test('a file that is called like the target of another one, or like its metadata, gets another name', () => {
	for (let seed = 1; seed <= RUNS; seed++) {
		const dice = new Dice(seed);
		const home = { vendor: dice.one(VENDORS), folder: dice.one(['', 'a/']) };
		const namer = targetNamer({ ...anySettings(dice), pattern: undefined, folders: dice.one<Folders>(['none', 'source']), home });
		for (const item of Array.from({ length: ITEMS / 4 }, () => anyItem(dice, home))) {
			const name = namer.nameOf(item);
			for (const key of [name, namer.versionNameOf(item), `${name}.metadata.json`]) {
				const path = `${home.folder}${key}`;
				if (path !== item.path) expect(namer.nameOf({ ...item, path, vendor: home.vendor, container: undefined })).not.toBe(key);
			}
		}
	}
});

test.each<[string, string, string]>([
	['letters', 'a/X.mp3', 'a/x.mp3'],
	['folders', 'a/x.mp3', 'b/x.mp3'],
	['the way to write é', 'a/é.mp3', 'a/e\u0301.mp3'],
	['what is replaced', 'a/x:y.mp3', 'a/x?y.mp3'],
	['a dot at the end', 'a/x', 'a/x.'],
	['a folder or a name', 'a/b', 'a_b'],
	['the end of a long name', `a/${'x'.repeat(300)}1.mp3`, `a/${'x'.repeat(300)}2.mp3`],
	['what decryption takes away', 't/x.mp3', 't/x.mp3.bin'],
	['how it is wrapped', 't/x.mp3.p7m', 't/x.mp3.bin'],
	['the folder of its day', EIGHT_NAME, `S20210310/${EIGHT_NAME}`],
	['the tenant', `t/${GENESYS_NAME}`, `T/${GENESYS_NAME}`],
	['a tenant that is a year', `2021/${GENESYS_NAME}`, GENESYS_NAME],
])('two files that differ in %s', (_, one, other) => {
	for (const folders of FOLDERS) {
		for (const vendor of VENDORS) {
			for (const folder of ['', 'a/', 't/']) {
				for (const decrypts of [true, false]) {
					const namer = targetNamer({ folders, decrypts, home: { vendor, folder } });
					const names = [one, other].map((path) => namer.nameOf({ vendor, path, name: path.split('/').at(-1)! }).toLowerCase());
					expect(names[0]).not.toBe(names[1]);
				}
			}
		}
	}
});

