import type { IDataObject } from 'n8n-workflow';
import type { SourceEntry } from '../../core/sources/source';
import { endsWithOne, extensionsOf } from '../../core/text/matching';
import { insideWindow, toWindow, type TimeWindow } from '../../core/time/window';
import type { Recording } from '../../core/vendors/recording';
import { textOf, type ParameterContext } from './parameters';

export interface Filters {
	isEmpty: boolean;
	/** The window on the start of recordings, as asked for. */
	started: TimeWindow;
	wanted(recording: Recording, entry: SourceEntry): boolean;
	/** What the user should know of the result. */
	hint(): string | undefined;
}

/** The filters that every listing offers; `storedAt` tells when the vendor stored a file. */
export function filtersOf(
	context: ParameterContext,
	itemIndex: number,
	storedAt: (entry: SourceEntry) => string | undefined,
): Filters {
	const fields = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const bound = (name: string, label: string) => {
		// A filter that was added but gives nothing is no filter that was never added.
		const isSlip = name in fields && (fields[name] === undefined || fields[name] === null);
		if (isSlip) textOf(fields[name], label);
		return { label, value: fields[name] };
	};
	const window = (name: 'started' | 'stored', label: string) =>
		toWindow(bound(`${name}After`, `${label} After`), bound(`${name}Before`, `${label} Before`), context.getTimezone());
	const extensions = endingsIn(fields);
	const started = window('started', 'Started');
	const isStarted = insideWindow(started);
	const isStored = insideWindow(window('stored', 'Stored'));
	let withoutStart = 0;
	return {
		isEmpty: extensions.length === 0 && !isStarted && !isStored,
		started,
		wanted(recording, entry) {
			if (!endsWithOne(recording.name, extensions)) return false;
			if (isStored && !isStored(storedAt(entry))) return false;
			if (isStarted && recording.startTime === undefined) withoutStart++;
			return !isStarted || isStarted(recording.startTime);
		},
		hint: () =>
			withoutStart === 0
				? undefined
				: `${withoutStart} files were left out because their names tell no start time. Filter by Stored After and Stored Before to include them.`,
	};
}

/** A test of names by the field "extensions" of a collection. */
export function extensionsIn(fields: IDataObject): (name: string) => boolean {
	const extensions = endingsIn(fields);
	return (name) => endsWithOne(name, extensions);
}

// An expression may give a list.
function endingsIn(fields: IDataObject): string[] {
	if (!('extensions' in fields)) return [];
	const value = fields.extensions;
	return extensionsOf(textOf(Array.isArray(value) ? value.join() : value, 'Extensions'));
}
