import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { bufferAccess, openZip } from '../../../core/archive';
import { needsOf } from '../../../core/export/origin';
import { tokenNames } from '../../../core/export/names';
import { TOKENS } from '../../../nodes/RecordingExport/descriptions/run';
import { machineFolder } from '../verba/places';
import { ExportStage, filesIn, genesys, recordingPath } from './export-stage';
import { storage } from './sources';

const stage = new ExportStage();
const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const [ONE, TWO, THREE] = [1, 2, 3].map((number) => recordingPath(number));
const SEEDS = { [ONE]: { content: 'one' }, [TWO]: { content: 'two!' }, [THREE]: { content: 'three' } };
const paths = async () => Object.keys(await stage.exported());

it.each([
	['none', `${lastPart(ONE)}`],
	['day', `mytenant/2026/01/30/${lastPart(ONE)}`],
	['month', `mytenant/2026/01/${lastPart(ONE)}`],
	['year', `mytenant/2026/${lastPart(ONE)}`],
	['source', ONE],
])('subfolders: %s', async (subfolders, expected) => {
	await genesys(stage, { [ONE]: { content: 'one' } });
	await stage.run({ subfolders });
	const [path] = await paths();
	// Without a folder of its tenant, a name carries a mark.
	expect(subfolders === 'none' ? path.replace(/_[0-9a-z]{13}(?=\.mp3$)/, '') : path).toBe(expected);
});

it('a pattern of names, with text where nothing is known, in a time zone', async () => {
	await genesys(stage, { [ONE]: { content: 'one' } });
	await stage.run({ renamePattern: '{Start Time:yyyy-MM-dd HH.mm}/{Agent} {Call ID}', subfolders: 'none', options: { timeZone: 'Asia/Tokyo', unknownText: 'nobody' } });
	expect(await paths()).toEqual([expect.stringMatching(/^2026-01-30 17\.00\/nobody 0+1_[0-9a-z]{13}\.mp3$/)]);
});

it.each([
	['json', '"path": "mytenant/'],
	['csv', 'vendor,callId'],
	['xml', '<vendor>genesys</vendor>'],
])('metadata beside each file: %s', async (metadataFormat, expected) => {
	await genesys(stage, { [ONE]: { content: 'one' } });
	await stage.run({ scope: 'both', metadataFormat, subfolders: 'source' });
	const exported = await stage.exported();
	expect(exported[`${ONE}.metadata.${metadataFormat}`]).toContain(expected);
	expect(exported[ONE]).toBe('one');
});

it('metadata alone', async () => {
	await genesys(stage, { [ONE]: { content: 'one' } });
	await stage.run({ scope: 'metadata', subfolders: 'source' });
	expect(await paths()).toEqual([`${ONE}.metadata.json`]);
});

it('a CDR file of the run, with chosen columns', async () => {
	await genesys(stage, SEEDS);
	const { json } = await stage.run({ subfolders: 'none', options: { cdrFile: true, cdrColumns: 'Call ID, Original Name, Written Bytes' } });
	expect(json).toMatchObject([{ exportedFiles: 3, cdrFiles: [{ rows: 3, targetPath: expect.stringMatching(/^CDR\/.*\.csv$/) }] }]);
	const [path, text] = Object.entries(await stage.exported()).find(([name]) => name.startsWith('CDR/')) ?? ['', ''];
	expect(json[0].cdrFiles).toMatchObject([{ targetPath: path }]);
	expect(text.split('\r\n')[0]).toBe('Call ID,Original Name,Written Bytes');
	expect(text).toContain(`${lastPart(TWO)},4`);
	expect((await stage.run({ operation: 'verify' })).json).toMatchObject([{ isIntact: true }]);
	expect((await stage.failure({ options: { cdrFile: true, cdrColumns: 'Colour' } })).message).toContain('"CDR Columns"');
});

it.each([
	['pdf', ['.pdf']],
	['both', ['.csv', '.pdf']],
])('a CDR file as PDF: %s', async (cdrFormat, endings) => {
	await genesys(stage, SEEDS);
	const { json } = await stage.run({ subfolders: 'none', options: { cdrFile: true, cdrFormat } });
	const found = Object.entries(await stage.exported()).filter(([name]) => name.startsWith('CDR/'));
	expect(json).toMatchObject([{ cdrFiles: endings.map((ending) => ({ rows: 3, targetPath: expect.stringMatching(`\\${ending}$`) as string })) }]);
	expect(found.map(([name]) => name.slice(-4)).sort()).toEqual(endings);
	expect(found.find(([name]) => name.endsWith('.pdf'))?.[1]).toMatch(/^%PDF-/);
	expect((await stage.run({ operation: 'verify' })).json).toMatchObject([{ isIntact: true }]);
	expect((await stage.failure({ options: { cdrFile: true, cdrFormat: 'xlsx' } })).message).toContain('"CDR Format"');
});

describe('archives', () => {
	const PASSWORD = { archivePasswordApi: { password: 'case 4711' } };
	const WRONG = { archivePasswordApi: { password: 'another' } };

	it.each([
		['zip', undefined, {}],
		['zipAes256', 'AES-256', PASSWORD],
		['zipStandard', 'ZipCrypto', PASSWORD],
	])('%s: all files are in one, each with its names; verified, and nothing twice', async (archive, encryption, furtherCredentials) => {
		await genesys(stage, SEEDS);
		const run = await stage.run({ archive, output: 'both', subfolders: 'source', options: { archiveName: 'cases/Case 4711', cdrFile: true } }, { furtherCredentials });
		expect(run.json.at(-1)).toMatchObject({ exportedFiles: 3, archives: 1 });
		const [path] = (await paths()).filter((name) => name.endsWith('.zip'));
		expect(path).toMatch(/^cases\/Case 4711.*\.zip$/);
		expect(run.json[0]).toMatchObject({ path: ONE, export: { status: 'exported', archivePath: path, targetPath: ONE } });
		const { entries } = await openZip(bufferAccess(readFileSync(join(stage.target.path, path))));
		expect(entries.filter(({ name }) => name.endsWith('.mp3')).map(({ name, sizeBytes, encryption: by }) => [name, sizeBytes, by]).sort()).toEqual([[ONE, 3, encryption], [TWO, 4, encryption], [THREE, 5, encryption]]);
		expect((await stage.run({ operation: 'verify', archive }, { furtherCredentials })).json).toMatchObject([{ isIntact: true, unopened: 0 }]);
		expect((await stage.run({ archive, subfolders: 'source' }, { furtherCredentials })).json).toMatchObject([{ exportedFiles: 0, knownFiles: 3 }]);
	});

	it('encrypted, without the right password: compared as a whole, and that is said', async () => {
		await genesys(stage, SEEDS);
		await stage.run({ archive: 'zipAes256' }, { furtherCredentials: PASSWORD });
		const without = await stage.run({ operation: 'verify' });
		expect(without.json).toMatchObject([{ isIntact: true, unopened: 1 }]);
		expect(without.hints.at(-1)?.message).toContain('compared as a whole');
		const wrong = await stage.run({ operation: 'verify', archive: 'zipAes256' }, { furtherCredentials: WRONG });
		expect(wrong.json).toMatchObject([{ finding: 'unreadable', detail: expect.stringMatching(/password.*compared as a whole/) }, { isIntact: false }]);
	});

	it('of a size: one after the other', async () => {
		await genesys(stage, SEEDS);
		expect((await stage.run({ archive: 'zip', options: { archiveMegabytes: 0.001 } })).json).toMatchObject([{ exportedFiles: 3, archives: 1 }]);
		expect((await stage.failure({ archive: 'zip', options: { archiveMegabytes: 0 } })).message).toContain('"Archive Size (Megabytes)"');
		expect((await stage.failure({ archive: 'tar' })).message).toContain('"Archive"');
	});
});

it('a dry run tells names and bytes, and writes nothing', async () => {
	await genesys(stage, SEEDS);
	const { json, hints } = await stage.run({ output: 'both', options: { dryRun: true } });
	expect(json).toHaveLength(4);
	expect(json[0]).toMatchObject({ path: ONE, export: { status: 'planned', targetPath: `mytenant/2026/01/30/${lastPart(ONE)}`, writtenBytes: 3 } });
	expect(json[3]).toMatchObject({ dryRun: true, plannedFiles: 3, plannedBytes: 12 });
	expect(hints.at(-1)?.message).toContain('A run would export 3 files (12 bytes)');
	expect(await paths()).toEqual([]);
});

it.each([
	['files', { limitFiles: 2 }, 2],
	['megabytes', { limitMegabytes: 0.001 }, 2],
])('a limit of %s ends the run, and the next one goes on', async (_, limits, count) => {
	await genesys(stage, { ...SEEDS, [ONE]: { content: 'x'.repeat(999) } });
	const { json, hints } = await stage.run({ options: { ...limits, filesAtOnce: 1 } });
	expect(json).toMatchObject([{ ended: 'limit', exportedFiles: count }]);
	expect(hints.at(-1)?.message).toContain('a limit ended the run, and the next one goes on');
	expect((await stage.run()).json).toMatchObject([{ ended: 'complete', exportedFiles: 3 - count }]);
});

it('young recordings wait for the next run', async () => {
	await genesys(stage, SEEDS);
	const { json, hints } = await stage.run({ options: { minimumAgeMinutes: 10 } });
	expect(json).toMatchObject([{ exportedFiles: 0, waitingFiles: 3 }]);
	expect(hints.at(-1)?.message).toContain('3 are too young and wait for the next run');
});

it.each([
	['keepBoth', 2, 0],
	['fail', 1, 1],
])('another file has the name: %s', async (onConflict, fileCount, failedFiles) => {
	await genesys(stage, { [ONE]: { content: 'one' } });
	writeFileSync(join(stage.target.path, lastPart(ONE)), 'a stranger');
	const nameless = { subfolders: 'source', folder: { __rl: true, mode: 'path', value: 'mytenant/' }, options: { onConflict } };
	const { json } = await stage.run(nameless, { onError: 'continueRegularOutput' });
	expect(json[0]).toMatchObject({ failedFiles });
	expect(await paths()).toHaveLength(fileCount);
	expect(readFileSync(join(stage.target.path, lastPart(ONE))).toString()).toBe('a stranger');
});

it.each([
	['newest', ['3', '2', '1']],
	['oldest', ['1', '2', '3']],
])('order: %s', async (order, expected) => {
	const stored = (number: number) => new Date(`2026-02-0${number}T00:00:00Z`);
	await storage(stage, 'folder', {});
	const source = String(stage.parameters.sourceFolderPath);
	for (const number of [2, 3, 1]) {
		writeFileSync(join(source, `${number}.wav`), String(number));
		utimesSync(join(source, `${number}.wav`), stored(number), stored(number));
	}
	const { json } = await stage.run({ output: 'files', options: { order, filesAtOnce: 1 } });
	expect(json.map(({ name }) => String(name)[0])).toEqual(expected);
});

it.each([
	['summary', [{ exportedFiles: 3 }]],
	['files', [{ path: ONE }, { path: TWO }, { path: THREE }]],
	['both', [{ path: ONE }, { path: TWO }, { path: THREE }, { exportedFiles: 3 }]],
])('output: %s', async (output, expected) => {
	await genesys(stage, SEEDS);
	expect((await stage.run({ output, options: { filesAtOnce: 1 } })).json).toMatchObject(expected);
});

it('items that name one job share one run; those of another have their own', async () => {
	await genesys(stage, SEEDS);
	const { json, items } = await stage.run({ jobName: '={{ $json.job }}' }, { items: [{ job: 'a' }, { job: 'a' }, { job: 'b' }] });
	expect(json).toMatchObject([{ jobName: 'a', exportedFiles: 3 }, { jobName: 'b', exportedFiles: 3, adoptedFiles: 3 }]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
});

it.each<[string, INodeParameters, IDataObject, object[]]>([
	['a folder of the target', { renamePattern: '={{ $json.case }}/{Stem}' }, { case: 'A' }, [{ exportedFiles: 3 }, { exportedFiles: 0, knownFiles: 3 }]],
	['a filter', { filters: { callIds: '={{ $json.call }}' } }, { call: 'nobody' }, [{ exportedFiles: 0 }, { exportedFiles: 3 }]],
	['an option', { options: { limitFiles: '={{ $json.limit }}' } }, { limit: 1 }, [{ exportedFiles: 1 }, { exportedFiles: 2, knownFiles: 1 }]],
])('items that name one job, and differ in %s, have a run each', async (_, parameters, item, expected) => {
	await genesys(stage, SEEDS);
	const other = { case: 'B', call: '', limit: 10 };
	const { json, items } = await stage.run(parameters, { items: [item, other, other] });
	expect(json).toMatchObject(expected);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});

it('says of what was at the target already that it was not written again', async () => {
	await genesys(stage, SEEDS);
	await stage.run();
	const { hints } = await stage.run({ jobName: 'another' });
	expect(hints.map(({ message }) => message).join()).toMatch(/^Exported 3 files .*; 3 of them were at the target already, and the same; 0 were exported before\.$/);
});

it('items that name another target have it served', async () => {
	await genesys(stage, SEEDS);
	const other = stage.with(await machineFolder());
	await stage.run({ folderPath: '={{ $json.to }}' }, { items: [{ to: stage.target.path }, { to: other.path }] });
	expect(Object.keys(await filesIn(other.path))).toHaveLength(3);
	expect(await filesIn(other.path)).toEqual(await stage.exported());
});

it('a clock gives each item another time, and yet one run', async () => {
	await genesys(stage, SEEDS);
	const { json } = await stage.run({ filters: { startedBefore: '={{ $now.toISO() }}' } }, { items: [{ at: 1 }, { at: 2 }] });
	expect(json).toMatchObject([{ exportedFiles: 3 }]);
});

describe('a window that moves with the clock', () => {
	it.each([
		['={{ $now.minus({ days: 1 }) }}', true],
		['={{ DateTime.now().minus({ hours: 2 }) }}', true],
		['={{ $json.since }}', false],
		['2020-01-01T00:00:00Z', false],
	])('%s', async (startedAfter, isWarned) => {
		await genesys(stage, SEEDS);
		const { hints } = await stage.run({ filters: { startedAfter } }, { items: [{ since: '2020-01-01T00:00:00Z' }] });
		expect(hints.some(({ message }) => message.includes('moves with the clock'))).toBe(isWarned);
	});
});

it('the manifest tells what ran it, and holds no secret', async () => {
	const server = await genesys(stage, SEEDS);
	await stage.run({ filters: { callIds: '00000000000000000000000000000001' } });
	const segments = readdirSync(stage.target.path, { recursive: true }).map(String).filter((path) => path.includes('/segments/') && path.endsWith('.jsonl'));
	const text = segments.map((path) => readFileSync(join(stage.target.path, path)).toString()).join('');
	expect(text).toContain('"callIds":["00000000000000000000000000000001"]');
	expect(text).toContain('"nodeName":"Recording Export"');
	expect(text).toMatch(/"software":"n8n-nodes-call-recordings \d/);
	expect(text).not.toContain(server.containerSas('rl').split('sig=')[1]);
});

it('the tokens that the form tells are tokens, all but those of the storage', () => {
	expect(() => needsOf({}, TOKENS.replace('{Tag:name}', '{Tag:a}'))).not.toThrow();
	const told = new Set(TOKENS.match(/\{[^:}]+/g));
	const OF_STORAGE = ['{Container', '{Original Name', '{Source Path', '{Extension', '{Size', '{ETag', '{Content MD5', '{End Time', '{Last Modified', '{Expires At', '{Stored Time'];
	for (const token of tokenNames().map((one) => one.match(/\{[^:}]+/)?.[0] ?? '')) expect(told.has(token) || OF_STORAGE.includes(token)).toBe(true);
});
