/** What is measured. A folder of the server holds `count` files of one size. */
import { pathsOf, SERVICES } from './services.mjs';

const MIB = 1024 ** 2;

/** Every job a hundredth as large: shows whether all of them run, and measures nothing. */
export const IS_SMOKE = (process.env.BENCH_SMOKE ?? '') !== '';

/** What 8x8 writes into an index. */
export const CSV_COLUMNS = 21;
const CSV_ROWS = 1_000_000;
const XML_FILES = 10_000;
/** As openssl writes with `-stream`. */
const CMS_PIECE_BYTES = 4_096;

export const FOLDERS = shrunk({
	list1k: { count: 1_000, sizeBytes: 25_216 },
	list20k: { count: 20_000, sizeBytes: 25_216 },
	list100k: { count: 100_000, sizeBytes: 25_216 },
	list200k: { count: 200_000, sizeBytes: 25_216 },
	small: { count: 2_000, sizeBytes: 25_216 },
	some: { count: 200, sizeBytes: 25_216 },
	medium: { count: 1, sizeBytes: 256 * MIB },
	large: { count: 1, sizeBytes: 1024 * MIB },
	/** Put in parts, so that its ETag is no MD5; S3 states another checksum. */
	parts: { count: 1, sizeBytes: 1024 * MIB, checksum: 'crc64nvme' },
	tiny: { count: 1, sizeBytes: 1_024 },
	/** Of export jobs: media of a minute or two. */
	export1k: { count: 1_000, sizeBytes: 100_000 },
	export10k: { count: 10_000, sizeBytes: 100_000 },
	/** The same numbers of files, and more, of which the bytes do not matter. */
	tiny1k: { count: 1_000, sizeBytes: 1_024 },
	tiny10k: { count: 10_000, sizeBytes: 1_024 },
	tiny40k: { count: 40_000, sizeBytes: 1_024 },
	/** Of nights: what 30 days have left, evenly. */
	night1k: { count: 1_000, sizeBytes: 25_216, days: 30 },
	night20k: { count: 20_000, sizeBytes: 25_216, days: 30 },
	night100k: { count: 100_000, sizeBytes: 25_216, days: 30 },
	/** Files of one service alone: `count` is the fields of it, with the header, or the calls. */
	csvPlain: { rows: CSV_ROWS, counts: 'fields' },
	csvQuoted: { rows: CSV_ROWS, counts: 'fields', isQuoted: true },
	cmsDer: { count: 1, sizeBytes: 1024 * MIB },
	cmsBer: { count: 1, sizeBytes: 1024 * MIB, pieceBytes: CMS_PIECE_BYTES },
	cmsMediumDer: { count: 1, sizeBytes: 256 * MIB },
	cmsMediumBer: { count: 1, sizeBytes: 256 * MIB, pieceBytes: CMS_PIECE_BYTES },
	zipAes: { count: 1, sizeBytes: 1024 * MIB, encryption: 'AES256' },
	zipMediumAes: { count: 1, sizeBytes: 256 * MIB, encryption: 'AES256' },
	zipMediumCrypto: { count: 1, sizeBytes: 256 * MIB, encryption: 'ZipCrypto' },
	zipPlain: { count: 1, sizeBytes: 256 * MIB },
	csvIndex: { rows: CSV_ROWS, counts: 'rows', isQuoted: true },
	gimTable: { rows: CSV_ROWS, counts: 'rows' },
	/** Media with their metadata: two files for each. */
	verbaFiles: { rows: XML_FILES, counts: 'rows', isFiles: true },
	verbaCdr: { rows: CSV_ROWS, counts: 'rows' },
});

/** Files at once, the same for all clients. */
export const PARALLEL = 16;

/** Of figures that are of ours alone. */
const ALL_PEERS = ['rclone', 'curl', 'bare SDK', 'lftp', 'OpenSSH', 'ours, 4 connections'];

/** `smaller`: the job with a quarter of the bytes, whose memory this one must not exceed by much. */
const TRANSFERS = [
	{ id: 'list-20k', title: 'list 20,000', kind: 'list', folder: 'list20k' },
	{ id: 'list-200k', title: 'list 200,000', kind: 'list', folder: 'list200k', fullOnly: true, isYoung: true },
	{ id: 'list-held', title: 'list 200,000, what is held', kind: 'held', folder: 'list200k', rounds: 1, without: ALL_PEERS },
	{ id: 'small-files', title: '2,000 x 25 KB to files', kind: 'files', folder: 'small', isYoung: true },
	{ id: 'small-discard', title: '2,000 x 25 KB, discarded', kind: 'discard', folder: 'small', isYoung: true },
	{ id: 'small-held', title: '2,000 x 25 KB, what is held', kind: 'heldOfFiles', folder: 'small', rounds: 1, without: ALL_PEERS },
	{ id: 'medium-file', title: '1 x 256 MiB to a file', kind: 'files', folder: 'medium' },
	{ id: 'large-file', title: '1 x 1 GiB to a file', kind: 'files', folder: 'large', smaller: 'medium-file' },
	{ id: 'large-discard', title: '1 x 1 GiB, discarded', kind: 'discard', folder: 'large' },
];

/** What "Get Many" does of it, which n8n then takes: nobody else has that. */
const ITEMS = [{ id: 'items-100k', title: '100,000 recordings as items', kind: 'items', folder: 'list100k', without: ALL_PEERS, isHeld: true }];

/** Of one service alone, for the time that they take. */
const S3_ONLY = [
	{ id: 'many-discard', title: '20,000 x 25 KB, discarded', kind: 'discard', folder: 'list20k', fullOnly: true, rounds: 1, isYoung: true },
	{ id: 'parts-discard', title: '1 x 1 GiB in parts (CRC-64/NVME), discarded', kind: 'discard', folder: 'parts', fullOnly: true },
];

/** Our node beside n8n's own, in n8n. */
const IN_N8N = [
	{ id: 'n8n-small', title: '200 x 25 KB in n8n', kind: 'n8n', folder: 'some' },
	{ id: 'n8n-medium', title: '1 x 256 MiB in n8n', kind: 'n8n', folder: 'medium', fullOnly: true },
	{ id: 'n8n-large', title: '1 x 1 GiB in n8n', kind: 'n8n', folder: 'large', smaller: 'n8n-medium', isForMemory: true },
];

/** Of FTPS and SFTP, near and far. */
const TO_FILES = TRANSFERS.filter(({ kind, fullOnly }) => kind !== 'discard' && kind !== 'held' && !fullOnly);
/** `isFar`: with a round trip of 40 ms. `without`: who would need more than the limit for a job. */
const FAR = TO_FILES.filter(({ kind }) => kind !== 'heldOfFiles').map(far);
/** Of HTTP: what waits is the many, and a large file is bound by the line. */
const FAR_OVER_HTTP = TRANSFERS.filter(({ id }) => ['list-20k', 'small-files'].includes(id)).map(far);

function far(job) {
	return {
		...job,
		id: `far-${job.id}`,
		smaller: job.smaller && `far-${job.smaller}`,
		title: `${job.title}, 40 ms round trip`,
		isFar: true,
		isSlow: true,
		// One request at a time, six for each file.
		...(job.id === 'small-files' ? { without: ['OpenSSH'] } : {}),
	};
}

const CSV = [
	{ id: 'plain', title: `1,000,000 rows of ${CSV_COLUMNS} columns, no quotes`, kind: 'parse', folder: 'csvPlain' },
	{ id: 'quoted', title: `1,000,000 rows of ${CSV_COLUMNS} columns, a field quoted in each`, kind: 'parse', folder: 'csvQuoted' },
	{ id: 'index', title: 'an index of 1,000,000 calls to JSON lines; ours typed, csv-parse’s texts', kind: 'convert', folder: 'csvIndex' },
];

const CMS = [
	{ id: 'medium-der', title: 'decrypt 256 MiB, DER', kind: 'decrypt', folder: 'cmsMediumDer' },
	{ id: 'medium-ber', title: 'decrypt 256 MiB, BER in pieces of 4 KiB', kind: 'decrypt', folder: 'cmsMediumBer' },
	{ id: 'der', title: 'decrypt 1 GiB, DER', kind: 'decrypt', folder: 'cmsDer', smaller: 'medium-der' },
	{ id: 'ber', title: 'decrypt 1 GiB, BER in pieces of 4 KiB', kind: 'decrypt', folder: 'cmsBer', smaller: 'medium-ber' },
];

const ZIP = [
	{ id: 'medium-aes', title: 'unpack 256 MiB, AES-256', kind: 'unpack', folder: 'zipMediumAes' },
	{ id: 'aes', title: 'unpack 1 GiB, AES-256', kind: 'unpack', folder: 'zipAes', smaller: 'medium-aes' },
	{ id: 'crypto', title: 'unpack 256 MiB, ZipCrypto', kind: 'unpack', folder: 'zipMediumCrypto' },
	// 7-Zip writes to files alone, and its Deflate is another one.
	{ id: 'pack', title: 'pack 256 MiB, Deflate and AES-256', kind: 'pack', folder: 'zipPlain', without: ['7-Zip'] },
];

const GIM = [
	{ id: 'table', title: 'a table of 1,000,000 rows out of its ZIP', kind: 'parse', folder: 'gimTable' },
	{ id: 'lines', title: 'the same to JSON lines', kind: 'convert', folder: 'gimTable' },
];

const VERBA = [
	{ id: 'xml', title: '10,000 metadata XML to JSON', kind: 'parse', folder: 'verbaFiles', without: ['csv-parse'] },
	// Its index of names is linear, and makes V8's young generation grow: see README.md.
	{ id: 'join', title: 'the same, joined with their media', kind: 'join', folder: 'verbaFiles', without: ['csv-parse'], isLinear: true },
	{ id: 'cdr', title: 'a CDR of 1,000,000 rows to JSON lines; ours typed, csv-parse’s texts', kind: 'convert', folder: 'verbaCdr', without: ['bare saxes'] },
];

/** With a first run, and a second one with nothing new; see `export/`. */
const EXPORTS = ['azure', 's3', 'ftps', 'sftp'].flatMap((service) =>
	['folder', 's3'].map((target) => ({
		...{ id: `export-${service}-${target}`, kind: 'export', service, target, folder: 'export1k', fullFolder: 'export10k' },
		title: `${SERVICES[service].title} to ${target === 's3' ? 'S3' : 'a folder'}`,
	})),
);
/** The second run alone, of more files: what the first would have left at the target is put there. */
const NOTHING_NEW = [
	{ service: 's3', target: 's3', fullFolder: 'list200k' },
	// Pages of 5,000.
	{ service: 'azure', target: 's3' },
	{ service: 'sftp', target: 'folder' },
].map((job) => ({
	...{ ...job, id: `export-nothing-new-${job.service}`, kind: 'export', folder: 'list20k', isSeeded: true },
	title: `nothing new, ${SERVICES[job.service].title} to ${job.target === 's3' ? 'S3' : 'a folder'}`,
}));

/** Into one archive: the files as they come, as ZIP, and as ZIP with AES-256. */
const ARCHIVES = [{ id: 'export-archive', kind: 'export', service: 's3', target: 'folder', folder: 'export1k', fullFolder: 'export10k', isArchive: true, title: 'S3 into an archive in a folder' }];

/** Memory by the number of files, each held against the one before. */
const EXPORT_MEMORY = ['tiny1k', 'tiny10k', 'tiny40k'].map((folder, at, all) => ({
	...{ id: `export-memory-${folder.slice('tiny'.length)}`, kind: 'export', service: 's3', target: 's3', folder, isForMemory: true, rounds: 1, fullOnly: at > 0 },
	smaller: at > 0 ? `export-memory-${all[at - 1].slice('tiny'.length)}` : undefined,
	title: 'what is held in memory, S3 to S3, 1 KB each',
}));

const JOBS = [
	// What S3, over the same HTTP, tells as well.
	...jobsOf('azure', [...TRANSFERS, ...ITEMS, ...FAR_OVER_HTTP], { fullOnly: ['medium-file', 'large-discard'] }),
	...jobsOf('s3', [...TRANSFERS, ...FAR_OVER_HTTP, ...S3_ONLY, ...IN_N8N]),
	...jobsOf('ftps', [...TO_FILES, ...FAR], { fullOnly: ['large-file', 'far-large-file'] }),
	// n8n's own node takes more than its four minutes for 1 GiB.
	...jobsOf('sftp', [...TO_FILES, ...FAR, ...IN_N8N.filter(({ isForMemory }) => !isForMemory)], { fullOnly: ['large-file', 'far-large-file'] }),
	...jobsOf('csv', CSV),
	...jobsOf('cms', CMS),
	...jobsOf('zip', ZIP),
	...jobsOf('gim', GIM),
	...jobsOf('verba', VERBA),
	...[...EXPORTS, ...NOTHING_NEW, ...ARCHIVES, ...EXPORT_MEMORY].map((job) => ({ ...job, title: `${IS_SMOKE ? 'A hundredth of ' : ''}Export: ${job.title}` })),
	// Each with a table of its own.
	{ id: 'start', kind: 'start', title: 'Start of n8n' },
	{ id: 'scale', kind: 'scale', title: 'A night of an export job', fullOnly: true },
	{ id: 'queue', kind: 'queue', title: 'An export that workers share', fullOnly: true },
	{ id: 'polls', kind: 'polls', title: 'A poll with nothing new' },
];

function jobsOf(service, jobs, { fullOnly = [] } = {}) {
	const { title } = SERVICES[service];
	const ofService = (id) => id && `${service}-${id}`;
	return jobs.map((job) => ({
		...job,
		service,
		id: ofService(job.id),
		smaller: ofService(job.smaller),
		title: `${IS_SMOKE ? 'A hundredth of ' : ''}${title}: ${job.title}`,
		fullOnly: job.fullOnly === true || fullOnly.includes(job.id),
	}));
}

/** A job that takes long runs with the others only when asked for, but always by its whole name. */
export function jobsFor({ isFull, only }) {
	const jobs = JOBS.filter((job) => (isFull || !job.fullOnly || only?.split(',').includes(job.id)) && (!only || only.split(',').some((begin) => job.id.startsWith(begin))));
	return jobs.map((job) => (isFull && job.fullFolder ? { ...job, folder: job.fullFolder } : job));
}

function shrunk(folders) {
	const sized = ({ count, sizeBytes, ...folder }) => ({
		...folder,
		count: IS_SMOKE ? Math.ceil(count / 100) : count,
		sizeBytes: IS_SMOKE && sizeBytes > MIB ? sizeBytes / 128 : sizeBytes,
	});
	const filled = ({ rows, ...folder }) => {
		const kept = IS_SMOKE ? rows / 100 : rows;
		return { ...folder, rows: kept, count: folder.counts === 'rows' ? kept : (kept + 1) * CSV_COLUMNS };
	};
	return Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, folder.rows ? filled(folder) : sized(folder)]));
}

/** The files of a folder. */
export function filesOf(service, folder) {
	return pathsOf(service, folder, FOLDERS[folder].count);
}
