import type { ExportedConversation } from '../../../core/vendors/verba/join/item';
import { randomNumbers } from '../../random';
import { read } from './export-files';

/** One conversation as it really was, and what is left of it. */
interface Call {
	no: number;
	id: string;
	nativeId: string;
	day: string;
	folder: string;
	stem: string;
	media: string[];
	metadata: string[];
	text?: string;
}

interface World {
	calls: Call[];
	contents: Record<string, string | number>;
	owners: Map<string, number>;
	stated: number;
}

const ODD_STEMS = ['call', 'CALL', 'Call', '\u00c4', 'A\u0308', '\u00e4', 't', 't.mp3', 't.wav', 't.1', '1', '2', '3', 'cdr', 'x.cdr', 'my manifest', 'x.xml', 'x'];
const DAYS = ['2026-01-30', '2026-01-31', '2026-02-01'];
const EXTENSIONS = ['wav', 'mp4', 'WAV', 'vtr'];

/** An export of one job: what an exporter makes that gives each conversation a name of its own in its folder; then files are lost. */
function makeWorld(seed: number): World {
	const random = randomNumbers(seed);
	const chance = (part: number) => random() < part;
	const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
	const [hasFolders, isOdd, isCounted, isAppended, isRespelled] = [chance(0.7), chance(0.4), chance(0.5), chance(0.3), chance(0.3)];
	const metadataKind = pick(['xml', 'xml', 'csv', 'none']);
	const loss = chance(0.6) ? 0.35 : 0;
	const contents: World['contents'] = {};
	const owners: World['owners'] = new Map();
	const counters: Record<string, number> = {};
	const taken = new Set<string>();
	const calls: Call[] = [];
	for (let no = 1; no <= 2 + random() * 8; no++) {
		const day = pick(DAYS);
		const folder = hasFolders ? `${day}/` : '';
		const [id, nativeId] = [`${1_000 + no}`, `n${no}|${no}`];
		const counted = (counters[folder] = (counters[folder] ?? 0) + 1);
		const stem = isOdd ? pick(ODD_STEMS) : isCounted ? `${counted}` : chance(0.5) ? id : `rec \u00c4 ${no}`;
		if (taken.has(folder + stem)) continue;
		taken.add(folder + stem);
		const call: Call = { no, id, nativeId, day, folder, stem, media: [], metadata: [] };
		// Where names are odd, a lost file can make another one look like it: nobody could tell.
		const isLost = () => !isOdd && chance(loss);
		const extensions = chance(0.2) && !isAppended ? ['wav', 'mp4'] : [pick(EXTENSIONS)];
		for (const extension of extensions) if (!isLost()) call.media.push(`${folder}${stem}.${extension}`);
		const own = `${folder}${stem}${isAppended ? `.${extensions[0]}` : ''}`;
		const spelled = isRespelled && !isOdd ? own.normalize(pick(['NFC', 'NFD'])).toLowerCase() : own;
		if (metadataKind !== 'none' && !isLost()) call.metadata.push(`${spelled}.${metadataKind}`);
		if (chance(0.1)) call.text = `${folder}${stem}.txt`;
		calls.push(call);
	}
	for (const call of calls) {
		for (const path of call.media) contents[path] = 1;
		for (const path of call.metadata) contents[path] = path.endsWith('.xml') ? xmlOf(call) : `id,native_id,source_name\n${call.id},${call.nativeId},u${call.no}\n`;
		if (call.text !== undefined) contents[call.text] = 'Ann: hello';
		for (const path of [...call.media, ...call.metadata, ...(call.text ? [call.text] : [])]) owners.set(path, call.no);
	}
	addLists(calls, contents, random);
	const stated = calls.length;
	if (chance(0.5)) contents['manifest.txt'] = `Query: all\nNumber of items: ${stated}\nRun by: admin\n`;
	return { calls, contents, owners, stated };
}

const xmlOf = ({ no, id, nativeId }: Call) => `<c><id>${id}</id><native_id>${nativeId}</native_id><source_name>u${no}</source_name></c>`;

function addLists(calls: readonly Call[], contents: World['contents'], random: () => number): void {
	const chance = (part: number) => random() < part;
	const [hasIds, hasTimes, isRenamed] = [chance(0.6), chance(0.4), chance(0.2)];
	const nameForm = Math.floor(random() * 5);
	const nameOf = ({ stem, media, folder, no }: Call) => {
		const name = media[0]?.slice(folder.length) ?? `${stem}.wav`;
		if (isRenamed) return `original-${no}.wav`;
		return ['', name, name.slice(0, name.lastIndexOf('.')), `D:\\media\\${folder.replace('/', '\\')}${name}`, `${folder}${name}`][nameForm];
	};
	const rowOf = (call: Call) => [hasIds ? call.id : '', hasIds && chance(0.5) ? call.nativeId : '', hasTimes ? `${call.day} 10:00:0${call.no % 10}` : '', `u${call.no}`, `"${nameOf(call)}"`].join(',');
	const listOf = (some: readonly Call[]) => `id,native_id,Start Date-Time,User,Media file name\n${some.map((call) => `${rowOf(call)}\n`).join('')}`;
	// Of names that begin anew each day, a lost file beside one that is not listed would look like it: nobody could tell.
	const listed = calls.filter(({ stem }) => /^\d$/.test(stem) || chance(0.9));
	const kinds = [chance(0.6) && 'the cdr.csv', chance(0.25) && 'metadata list.csv'].filter((kind) => kind !== false);
	const isDaily = chance(0.3) && calls.every(({ folder }) => folder !== '');
	for (const kind of kinds) {
		if (!isDaily) contents[kind] = listOf(listed);
		else for (const day of DAYS) if (listed.some((call) => call.day === day)) contents[`${day}/${kind}`] = listOf(listed.filter((call) => call.day === day));
	}
}

/** Whose it is, by each thing that it has; one, if nothing was joined wrongly. */
function ownersIn(item: ExportedConversation, { calls, owners }: World): Set<number | undefined> {
	const found = new Set<number | undefined>();
	for (const { path } of [...(item.mediaFiles ?? []), ...(item.metadataFiles ?? []), ...(item.otherFiles ?? [])]) found.add(owners.get(path));
	for (const text of [item.user, item.sourceName]) if (text !== undefined) found.add(Number(text.slice(1)));
	if (item.id !== undefined) found.add(calls.find(({ id }) => id === item.id)?.no);
	if (item.nativeId !== undefined) found.add(calls.find(({ nativeId }) => nativeId === item.nativeId)?.no);
	return found;
}

test('in random exports, nothing is joined wrongly, no media file is lost or given twice, and counts are right', async () => {
	let [mediaCount, completeCount] = [0, 0];
	for (let seed = 1; seed <= 300; seed++) {
		const world = makeWorld(seed);
		const { items, summary, reader } = await read(world.contents);
		const about = JSON.stringify({ seed, contents: world.contents, items, findings: reader.findings }, null, 1);
		const media = world.calls.flatMap((call) => call.media);
		const given = items.flatMap(({ mediaFiles = [] }) => mediaFiles.map(({ path }) => path)).sort();
		if (items.some((item) => ownersIn(item, world).size !== 1)) throw new Error(`Joined wrongly: ${about}`);
		if (given.join('|') !== [...media].sort().join('|')) throw new Error(`Media files are lost, or come twice: ${given.join('|')} ${about}`);
		const { mediaFileCount, otherFileCount, fileCount } = summary;
		const texts = world.calls.filter(({ text }) => text !== undefined).length;
		if (mediaFileCount !== media.length || fileCount !== Object.keys(world.contents).length || otherFileCount !== texts) throw new Error(`Counts: ${JSON.stringify(summary)} ${about}`);
		// Told unless there are as many as there were.
		const withFiles = items.filter(({ mediaFiles, metadataFiles, otherFiles }) => mediaFiles ?? metadataFiles ?? otherFiles).length;
		const isTold = reader.findings.some(({ code, detail }) => code === 'COUNT_DIFFERS' && detail === 'conversations with files');
		if ('manifest.txt' in world.contents && isTold !== (withFiles !== world.stated) && !items.some(({ listPath, mediaFiles }) => listPath && !mediaFiles)) throw new Error(`The manifest: ${about}`);
		mediaCount += media.length;
		completeCount += items.filter(({ mediaFiles, toldBy }) => mediaFiles && toldBy.length > 0).length;
	}
	// What is never joined is never joined wrongly.
	expect(completeCount / mediaCount).toBeGreaterThan(0.5);
}, 60_000);
