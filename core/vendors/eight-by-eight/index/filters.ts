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
		filters.agent && partOf(filters.agent, ({ agentName }) => [agentName]),
		filters.queue && partOf(filters.queue, ({ queue, queueName }) => [queueName, queue]),
		filters.callType && equalTo(filters.callType, ({ callType }) => callType),
		filters.caseId && equalTo(filters.caseId, ({ caseId }) => caseId),
		filters.number && numberEnding(filters.number),
		filters.window && within(filters.window),
	].filter((test) => typeof test === 'function');
	if (tests.length === 0) return undefined;
	return (call) => tests.every((test) => test(call));
}

function partOf(part: string, textsOf: (call: IndexCall) => (string | undefined)[]): CallFilter {
	const wanted = part.trim().toLowerCase();
	return (call) => textsOf(call).some((text) => text?.toLowerCase().includes(wanted));
}

function equalTo(value: string, textOf: (call: IndexCall) => string | undefined): CallFilter {
	const wanted = value.trim().toLowerCase();
	return (call) => textOf(call)?.toLowerCase() === wanted;
}

function numberEnding(number: string): CallFilter {
	const wanted = digitsOf(number);
	// Without a digit, such as "anonymous", it is looked for as it stands.
	if (wanted === '') return partOf(number, ({ customerNumber, calledNumber }) => [customerNumber, calledNumber]);
	return ({ customerNumber, calledNumber }) => [customerNumber, calledNumber].some((text) => text && digitsOf(text).endsWith(wanted));
}

function within(window: TimeWindow): CallFilter | undefined {
	const isInside = insideWindow(window);
	return isInside && ((call) => isInside(call.startTime));
}

function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}
