import { RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';
import { factNamed, FACTS, type Fact } from '../facts';
import type { ExportedItem } from '../item';
import { dateTimeOf } from '../names/render';

/** A column of call detail records. */
export interface CdrColumn {
	header: string;
	valueOf(item: ExportedItem): string;
}

/** What a record needs to be found again, and to be believed. */
export const USUAL_COLUMNS = [
	'Vendor', 'Call ID', 'Segment ID', 'Start Time', 'Duration', 'Direction', 'Media Type', 'Number', 'Agent', 'Queue',
	'Original Name', 'Target Name', 'Written Bytes', 'SHA-256', 'Verified By', 'Exported At', 'Exception',
];

/** Between several values of one field, such as the agents of a call that was handed on. */
const BETWEEN = '; ';

/**
 * The columns of a list of names as users write them: those of `facts.ts`. A time gives one column in UTC, and with a zone a second one, in
 * it, with its offset.
 * @throws INVALID_REQUEST for a name that is none; it lists those that there are
 */
export function readColumns(names: readonly string[], zone?: string): CdrColumn[] {
	return factsOf(names).flatMap((fact) => columnsOf(fact, zone));
}

/**
 * What columns of these names show.
 * @throws INVALID_REQUEST as `readColumns`
 */
export function factsOf(names: readonly string[]): Fact[] {
	return names.map((name) => name.trim()).filter((name) => name !== '').map((name) => factNamed(name) ?? refuse(name));
}

function columnsOf(fact: Fact, zone: string | undefined): CdrColumn[] {
	const { name } = fact;
	if (!fact.isTime) return [{ header: headerOf(name), valueOf: (item) => valuesOf(fact, item).join(BETWEEN) }];
	const inUtc = { header: `${name} (UTC)`, valueOf: (item: ExportedItem) => valuesOf(fact, item).at(0) ?? '' };
	if (zone === undefined) return [inUtc];
	const inZone = (item: ExportedItem) => dateTimeOf(valuesOf(fact, item).at(0), zone)?.toISO({ suppressMilliseconds: true }) ?? '';
	return [inUtc, { header: `${name} (${zone})`, valueOf: inZone }];
}

/** What the ledger kept counts before what can be told from the other fields. */
function valuesOf(fact: Fact, item: ExportedItem): string[] {
	const kept = item.export?.facts?.[fact.name];
	return kept === undefined ? fact.valuesOf(item) : [kept].flat();
}

function headerOf(name: string): string {
	return name === 'Duration' ? 'Duration (seconds)' : name;
}

function refuse(name: string): never {
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `"CDR Columns": "${cutText(name, 60)}" is no column`,
		advice: `Columns are ${FACTS.map((fact) => fact.name).join(', ')}, Tag:name for a tag and Field:name for any other field.`,
	});
}
