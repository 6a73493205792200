import { endsWithNumber, hasPart, isSame, type TextTest } from '../../../text/matching';
import { insideWindow, type TimeWindow } from '../../../time/window';
import type { IndexCall } from './call';

/** Which calls are wanted; all that are given have to fit. Letters may be small or capital. */
export interface IndexFilters {
	/** A part of the agent's name. */
	agent?: string;
	/** A part of the queue's name, or of its type. */
	queue?: string;
	callType?: string;
	/** The end of a number, on either side: `4155550100` finds `+14155550100`. Only digits count. */
	number?: string;
	caseId?: string;
	/** On the start of the call. */
	window?: TimeWindow;
}

export type CallFilter = (call: IndexCall) => boolean;

/** Undefined where every call is wanted. */
export function callFilter(filters: IndexFilters): CallFilter | undefined {
	const tests = [
		filters.agent && oneOf(hasPart(filters.agent), ({ agentName }) => [agentName]),
		filters.queue && oneOf(hasPart(filters.queue), ({ queue, queueName }) => [queueName, queue]),
		filters.callType && oneOf(isSame(filters.callType), ({ callType }) => [callType]),
		filters.caseId && oneOf(isSame(filters.caseId), ({ caseId }) => [caseId]),
		filters.number && oneOf(endsWithNumber(filters.number), ({ customerNumber, calledNumber }) => [customerNumber, calledNumber]),
		filters.window && within(filters.window),
	].filter((test) => typeof test === 'function');
	if (tests.length === 0) return undefined;
	return (call) => tests.every((test) => test(call));
}

/** Whether one of the texts that a call has passes. */
function oneOf(test: TextTest, textsOf: (call: IndexCall) => (string | undefined)[]): CallFilter {
	return (call) => textsOf(call).some((text) => text !== undefined && test(text));
}

function within(window: TimeWindow): CallFilter | undefined {
	const isInside = insideWindow(window);
	return isInside && ((call) => isInside(call.startTime));
}
