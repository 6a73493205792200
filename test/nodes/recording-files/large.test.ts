import { deflateRawSync } from 'node:zlib';
import { longestHoldMs } from '../../longest-hold';
import { rawZip } from '../../core/archive/raw-zip';
import { FilesStage, fileItem } from './files-stage';

const MIB = 1024 * 1024;
const ROWS = 200_000;
/** What n8n and V8 need for the work, however long the file. */
const GROWTH_ALLOWED_BYTES = 96 * MIB;

const stage = new FilesStage({ operation: 'parseIndex' });

const TABLES = {
	'interaction_fact.csv': ['INTERACTION_ID,MEDIA_SERVER_IXN_GUID,SUBJECT,START_TS', (at: number) => `${10 ** 15 + at},${(at * 7_919).toString(36)},"call ${at % 97}, of today",${1_795_101_525 + at}`],
	'index.csv': ['FILENAME,DIRECTORY,AGENT NAME,START TIME UTC,DURATION', (at: number) => `R20160606070000${String(at % 10_000).padStart(4, '0')}.wav,S20160606,Agent ${at % 89},2016-06-06 07:00:00,${at % 600}`],
	'cdr.csv': ['Start Date-Time;Duration;From;To;Media file name', (at: number) => `01/31/2026 10:00:00;${at % 600};${at % 1_000};+1415${at};${at.toString(36)}.wav`],
} as const;

function contentOf([header, row]: (typeof TABLES)[keyof typeof TABLES], rowCount: number): Buffer {
	return Buffer.from(`${header}\r\n${Array.from({ length: rowCount }, (_, at) => row(at)).join('\r\n')}\r\n`);
}

/** As a node before this one has stored it. */
async function stored(name: keyof typeof TABLES, rowCount: number) {
	const content = contentOf(TABLES[name], rowCount);
	const archive = rawZip({ entries: [{ name, content, raw: deflateRawSync(content, { level: 1 }) }] });
	return (await stage.run([fileItem(archive, 'a.zip')], { operation: 'unpack' })).items;
}

test.each(Object.keys(TABLES) as (keyof typeof TABLES)[])('%s of some hundred thousand rows comes through in constant memory, and holds nobody up', async (name) => {
	const parameters = { output: 'csv', conditions: { condition: [{ column: name === 'cdr.csv' ? 'From' : name === 'index.csv' ? 'AGENT NAME' : 'SUBJECT', operator: 'notEquals', value: 'x' }] } };
	await stage.run(await stored(name, 1_000), parameters); // Whatever is loaded at first use is loaded now.
	const items = await stored(name, ROWS);
	const before = process.memoryUsage.rss();
	let peak = before;
	const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
	const longestMs = await longestHoldMs(async () => expect((await stage.run(items, parameters)).json).toMatchObject([{ rowCount: ROWS }]));
	clearInterval(timer);
	expect(longestMs).toBeLessThan(50);
	expect((peak - before) / MIB).toBeLessThan(GROWTH_ALLOWED_BYTES / MIB);
}, 60_000);
