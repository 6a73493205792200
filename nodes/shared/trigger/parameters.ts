import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { toInstant } from '../../../core/time/instant';
import { outputFieldOf, type Place } from '../downloads';
import type { FilesOf } from './source';
import { choiceOf, countOf, flagOf, numberOf, settingError, type ParameterContext } from '../parameters';

/** A poll's parameters, as an execution has them: there are no items, so the index is for nothing. */
export function ofPoll(context: IPollFunctions): ParameterContext {
	return {
		getNodeParameter: (name, _, fallback) => context.getNodeParameter(name, fallback),
		getTimezone: () => context.getTimezone(),
	};
}

/** Somebody tries it in the editor. */
export function isTest(context: IPollFunctions): boolean {
	return context.getMode() === 'manual';
}

export interface TriggerSettings {
	/** Undefined for what comes from now on. */
	sinceMs: number | undefined;
	lookBackMs: number;
	/** For files whose time is that of the beginning of their upload; where the trigger tells them apart. */
	slowLookBackMs?: number;
	minAgeMs: number;
	perExecution: number;
	/** The binary field for the files; undefined for none. */
	downloadTo?: string;
}

const MINUTE_MS = 60_000;

export interface TriggerDefaults {
	lookBackMinutes: number;
	slowLookBackMinutes?: number;
	minimumAgeMinutes: number;
}

/** Reads what `triggerFields` asks for. Throws INVALID_REQUEST that names the field. */
export function triggerSettings(context: IPollFunctions, defaults: TriggerDefaults): TriggerSettings {
	const parameters = ofPoll(context);
	const options = parameters.getNodeParameter('options', 0, {}) as IDataObject;
	const minutes = (name: string, label: string, fallback: number, min: number) =>
		numberOf(options[name] ?? fallback, label, { min, max: 10_080 }) * MINUTE_MS;
	const minimumAgeMs = minutes('minimumAgeMinutes', 'Minimum Age (Minutes)', defaults.minimumAgeMinutes, 0);
	return {
		sinceMs: sinceOf(parameters),
		lookBackMs: minutes('lookBackMinutes', 'Look Back (Minutes)', defaults.lookBackMinutes, 1),
		slowLookBackMs: defaults.slowLookBackMinutes === undefined ? undefined : minutes('slowLookBackMinutes', 'Look Back for Parts (Minutes)', defaults.slowLookBackMinutes, 1),
		// A test shows what is there.
		minAgeMs: isTest(context) ? 0 : minimumAgeMs,
		perExecution: countOf(options.perExecution, 'Recordings per Execution', { fallback: 1_000, max: 10_000 }),
		downloadTo: flagOf(parameters.getNodeParameter('download', 0, false), 'Download') ? outputFieldOf(parameters, 0) : undefined,
	};
}

/** Where the files come from, where the trigger is to fetch them. */
export function filesOf({ downloadTo }: TriggerSettings, place: () => Promise<Place>): FilesOf | undefined {
	return downloadTo === undefined ? undefined : { field: downloadTo, place };
}

function sinceOf(context: ParameterContext): number | undefined {
	const choice = choiceOf(context.getNodeParameter('beginWith', 0, 'now'), 'Begin With', ['everything', 'now', 'since']);
	if (choice === 'now') return undefined;
	if (choice === 'everything') return 0;
	const since = toInstant(context.getNodeParameter('since', 0, ''), context.getTimezone(), 'Since');
	if (since === undefined) throw settingError('"Since" is empty', 'Choose a date, or set Begin With to New Recordings.');
	return Date.parse(since);
}
