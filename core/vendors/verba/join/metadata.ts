import type { Conversation } from '../conversation';
import type { ExportFile } from '../export-file';
import { parseVerbaPath } from '../names';
import { readTable } from '../table/read-table';
import { readMetadataXml } from '../xml/read-xml';
import { folded } from './alike';
import type { Group, Told } from './group';
import { contradiction, idOf, isSame } from './ids';
import { merged } from './merge';
import { attempt, type Work } from './work';

/** More in one file would have to be kept at once. */
const MAX_IN_ONE_FILE = 10_000;

/** What all metadata files of a group say, one for each conversation that they tell of. */
export async function readMetadata(group: Group, work: Work): Promise<Told[]> {
	// Small files that are there at once would be read one after the other without a turn for anybody else.
	if (work.breather.isDue()) await work.breather.breathe();
	if (group.told) return group.told;
	const told: Told[] = [];
	for (const file of group.xml) add(told, (await attempt(file, work, async () => await readXml(file, work))) ?? [], 'xml', file, work);
	for (const file of group.csv) add(told, (await attempt(file, work, async () => await readCsv(file, work))) ?? [], 'csv', file, work);
	return told;
}

/** One conversation here and one there are the same, unless an identifier differs; of several, those with the same identifier. */
function add(told: Told[], conversations: Conversation[], by: 'xml' | 'csv', file: ExportFile, work: Work): void {
	const isOne = told.length === 1 && conversations.length === 1;
	const name = folded(parseVerbaPath(file.path).stem);
	for (const conversation of conversations) {
		const same = told.find((one) => (isOne ? !contradiction(one.conversation, conversation) : isSame(one.conversation, conversation)));
		if (!same) {
			told.push({ conversation, by: [by], names: [name] });
			continue;
		}
		const id = idOf(conversation);
		const onDifference = (field: string, expected: string | number, found: string | number) => work.findings.add('DISAGREES', { path: file.path, id, field, expected, found });
		same.conversation = merged(same.conversation, conversation, onDifference);
		same.by = [...new Set([...same.by, by])];
		same.names = [...new Set([...same.names, name])];
	}
}

async function readXml(file: ExportFile, { findings, signal }: Work): Promise<Conversation[]> {
	const reader = readMetadataXml(await file.open(signal), {
		signal,
		limit: MAX_IN_ONE_FILE + 1,
		onProblem: ({ code, line, message, text }) => {
			// What the vendor's list lacks is no fault of the file.
			if (code !== 'NO_KNOWN_FIELD') findings.add('FILE_PROBLEM', { path: file.path, line, detail: message, found: text });
		},
	});
	return await collect(reader, file, findings);
}

async function readCsv(file: ExportFile, { findings, signal, zone, dateOrder, columns, separator, encoding }: Work): Promise<Conversation[]> {
	const onProblem = ({ line, message, column, text }: { line: number; message: string; column?: string; text?: string }) =>
		findings.add('FILE_PROBLEM', { path: file.path, line, detail: message, field: column, found: text });
	const reader = readTable(await file.open(signal), { kind: 'conversations', zone, dateOrder, columns, separator, encoding, signal, limit: MAX_IN_ONE_FILE + 1, onProblem });
	return await collect(reader as AsyncIterable<Conversation[]>, file, findings);
}

async function collect(batches: AsyncIterable<Conversation[]>, { path }: ExportFile, findings: Work['findings']): Promise<Conversation[]> {
	const conversations: Conversation[] = [];
	for await (const batch of batches) {
		for (const { line, ...conversation } of batch) if (conversations.length < MAX_IN_ONE_FILE) conversations.push(conversation);
			else {
				findings.add('FILE_PROBLEM', { path, line, detail: `it tells of more than ${MAX_IN_ONE_FILE} conversations: read it by itself` });
				return conversations;
			}
	}
	return conversations;
}
