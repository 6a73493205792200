import { storageOrigin } from '../../../core/export/origin';
import type { Look } from '../../../core/export';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import { bodyOf } from '../../conformance/checks/tools';
import type { Files } from '../../nodes/verba/places';
import { EXPORT, xmlOf } from '../../nodes/verba/sample-export';

const xml = (id: string, more: Record<string, string> = {}) => xmlOf({ id, modality_id: 'voice', native_call_id: `call-${id}`, ...more });
const WITH_MEDIA = { '1.wav': 'RIFF 1', '1.xml': xml('1') };

async function originOf(files: Files, options: { onlyWithMedia?: boolean } = { onlyWithMedia: true }) {
	const memory = new MemorySource('exports');
	for (const [path, content] of Object.entries(files)) await memory.write(path, bodyOf(content), {});
	return storageOrigin({ recordings: new Recordings(memory), kind: 'verba', joinedIn: 'UTC', ...options });
}

async function listed(origin: Awaited<ReturnType<typeof originOf>>, look: Look = {}): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of origin.files(look)) paths.push(...page.map(({ entry }) => entry.path));
	return paths.sort();
}

describe('only with media', () => {
	test.each<[string, Files, string[]]>([
		['metadata beside their media', WITH_MEDIA, []],
		['XML without media', { ...WITH_MEDIA, '2.xml': xml('2') }, ['2.xml']],
		['XML that names media which are not there', { ...WITH_MEDIA, '2.xml': xml('2', { media_file_name: '2.wav' }) }, ['2.xml']],
		['several, in folders', { 'a/1.wav': 'RIFF', 'a/1.xml': xml('1'), 'b/2.xml': xml('2'), 'b/3.xml': xml('3') }, ['b/2.xml', 'b/3.xml']],
		['nothing but metadata', { '2.xml': xml('2'), '3.xml': xml('3') }, ['2.xml', '3.xml']],
		['XML of a conversation that the CDR lists without media', { ...EXPORT, '2026-01-31/three.xml': xml('3') }, ['2026-01-31/three.xml']],
		['lists, manifests, and media without metadata', EXPORT, []],
		['a list of CSV metadata', { ...WITH_MEDIA, 'metadata.csv': 'Call ID,User\r\n1,Ann\r\n7,Bob\r\n' }, []],
		['a transcript with its metadata', { '4.txt': 'Hello', '4.xml': xml('4', { modality_id: 'im' }) }, []],
		['a text beside metadata', { '4.txt': 'Hello', '4.xml': xml('4') }, []],
		['XML that cannot be read', { ...WITH_MEDIA, '5.xml': '<call><id>5</i' }, []],
		['archives, each once', { ...WITH_MEDIA, 'export.zip': 'PK' }, []],
	])('%s', async (_, files, leftOut) => {
		const origin = await originOf(files);
		expect(await listed(origin)).toEqual(Object.keys(files).filter((path) => !leftOut.includes(path)).sort());
		expect(origin.hints().some((hint) => hint.includes('Only with Media'))).toBe(leftOut.length > 0);
		expect(await listed(await originOf(files, {}))).toEqual(Object.keys(files).sort());
	});

	test('what is told is of the last look', async () => {
		const origin = await originOf({ ...WITH_MEDIA, '2.xml': xml('2') });
		expect(await listed(origin)).toEqual(['1.wav', '1.xml']);
		// Nothing is needed: nothing is read, and the ledger knows all that is listed.
		expect(await listed(origin, { isNeeded: () => false })).toEqual(['1.wav', '1.xml', '2.xml']);
		expect(origin.hints()).toEqual([]);
	});
});
