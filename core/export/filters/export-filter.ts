import { endsWithNumber, endsWithOne, extensionsOf, hasPart, isSame, type TextTest } from '../../text/matching';
import { insideWindow, type TimeWindow } from '../../time/window';
import { factNamed, storedAt, type Fact } from '../facts';
import type { ExportItem } from '../item';

/**
 * Which recordings are exported; all that are given have to fit, and of a list one value has to. An empty list, text or window is no
 * filter. Where a recording has several values (the agents of a call that was handed on), one of them has to fit.
 */
export interface ExportFilters {
	/** On the start of the recording. */
	started?: TimeWindow;
	/** On when the vendor stored it. */
	stored?: TimeWindow;
	/** The whole word, such as `VOICE`. */
	mediaTypes?: readonly string[];
	/** The whole ID of the call or contact. */
	callIds?: readonly string[];
	/** The end of a number on either side; only digits count. */
	numbers?: readonly string[];
	/** A part of the agent's name or ID. */
	agents?: readonly string[];
	/** A part of the queue's name. */
	queues?: readonly string[];
	/** The whole word, such as `Inbound`. */
	directions?: readonly string[];
	durationSeconds?: { atLeast?: number; atMost?: number };
	/** All of these tags; without a value, it is enough that the tag is there. */
	tags?: readonly { name: string; value?: string }[];
	/** As users write them: `mp3, wav`. */
	extensions?: string;
	/**
	 * What becomes of a recording of which nothing is known that a filter asks for: its agent, say, where no index names it. Left out unless
	 * this says `take`: then rather too much is exported than too little.
	 */
	unknown?: 'leaveOut' | 'take';
}

export interface Judgement {
	isWanted: boolean;
	/** The first filter that found nothing known, by the name of the fact: `Agent`. */
	unknown?: string;
}

/** Looks at the recording only where a filter asks for something of it: to read it takes longer than all else that is done with a file that is known. */
export type ExportFilter = (file: { readonly recording: ExportItem }) => Judgement;

type Test = { name: string; passes(item: ExportItem): boolean | undefined };

const WANTED: Judgement = { isWanted: true };
const UNWANTED: Judgement = { isWanted: false };

/** Pure. A recording that a known field rules out is unwanted, whatever else is unknown of it. */
export function exportFilter(filters: ExportFilters): ExportFilter {
	const tests = testsOf(filters);
	const takesUnknown = filters.unknown === 'take';
	if (tests.length === 0) return () => WANTED;
	return ({ recording }) => {
		let unknown: string | undefined;
		for (const test of tests) {
			const passes = test.passes(recording);
			if (passes === false) return UNWANTED;
			if (passes === undefined) unknown ??= test.name;
		}
		return unknown === undefined ? WANTED : { isWanted: takesUnknown, unknown };
	};
}

function testsOf(filters: ExportFilters): Test[] {
	const extensions = extensionsOf(filters.extensions ?? '');
	return [
		within('Start Time', filters.started, ofFact('Start Time')),
		within('Stored Time', filters.stored, (item) => listOf(storedAt(item))),
		oneOf('Media Type', filters.mediaTypes, isSame),
		oneOf('Call ID', filters.callIds, isSame),
		oneOf('Number', filters.numbers, endsWithNumber),
		oneOf('Agent', filters.agents, hasPart),
		oneOf('Queue', filters.queues, hasPart),
		oneOf('Direction', filters.directions, isSame),
		lasting(filters.durationSeconds),
		...(filters.tags ?? []).map(tagged),
		extensions.length === 0 ? undefined : { name: 'Extension', passes: (item: ExportItem) => endsWithOne(item.name ?? '', extensions) },
	].filter((test) => test !== undefined);
}

function oneOf(name: string, values: readonly string[] | undefined, testFor: (value: string) => TextTest): Test | undefined {
	const tests = (values ?? []).filter((value) => value.trim() !== '').map(testFor);
	return tests.length === 0 ? undefined : some(name, ofFact(name), (text) => tests.some((test) => test(text)));
}

function within(name: string, window: TimeWindow | undefined, valuesOf: Fact['valuesOf']): Test | undefined {
	const isInside = window && insideWindow(window);
	return isInside && some(name, (item) => valuesOf(item).filter((time) => !Number.isNaN(Date.parse(time))), isInside);
}

function lasting({ atLeast = 0, atMost = Infinity }: NonNullable<ExportFilters['durationSeconds']> = {}): Test | undefined {
	if (atLeast <= 0 && atMost === Infinity) return undefined;
	const durationsOf = ofFact('Duration');
	const secondsOf: Fact['valuesOf'] = (item) => durationsOf(item).filter((text) => Number.isFinite(Number(text)));
	return some('Duration', secondsOf, (text) => Number(text) >= atLeast && Number(text) <= atMost);
}

// A recording whose tags are known, and this is not among them, does not have it.
function tagged({ name, value }: { name: string; value?: string }): Test {
	const valuesOf = ofFact(`Tag:${name}`);
	const test = value === undefined || value === '' ? () => true : (text: string) => text === value;
	return { name: `Tag:${name}`, passes: (item) => (item.tags === undefined ? undefined : valuesOf(item).some(test)) };
}

function some(name: string, valuesOf: Fact['valuesOf'], test: TextTest): Test {
	return {
		name,
		passes(item) {
			const values = valuesOf(item);
			return values.length === 0 ? undefined : values.some(test);
		},
	};
}

function ofFact(name: string): Fact['valuesOf'] {
	return factNamed(name)?.valuesOf ?? (() => []);
}

function listOf(value: string | undefined): string[] {
	return value === undefined ? [] : [value];
}
