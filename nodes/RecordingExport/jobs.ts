import type { IExecuteFunctions } from 'n8n-workflow';
import { BINARY } from './choices';
import { jobNameOf } from './settings';

/**
 * The items of each run. Items that name one job and give all fields the same values share a run: several of a schedule, or of a
 * list, must not begin it several times. Those that name another source, target or filter have a run of their own, else they
 * would be left out without a word.
 */
export function jobsOf(context: IExecuteFunctions): number[][] {
	const fields = fieldsOfItems(context);
	const jobs = new Map<string, number[]>();
	context.getInputData().forEach((_, itemIndex) => {
		const key = keyOf(context, itemIndex, fields);
		const known = jobs.get(key);
		if (known) known.push(itemIndex);
		else jobs.set(key, [itemIndex]);
	});
	return [...jobs.values()];
}

export function isBinary(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('targetType', itemIndex, 's3') === BINARY;
}

// What cannot be read fails as a job of its own.
function keyOf(context: IExecuteFunctions, itemIndex: number, fields: readonly string[]): string {
	try {
		const name = isBinary(context, itemIndex) ? undefined : jobNameOf(context, itemIndex);
		return JSON.stringify([name, ...fields.map((field) => context.getNodeParameter(field, itemIndex, null))]);
	} catch {
		return 'none';
	}
}

/** Those that can differ from item to item, but for what names a recording in a job. */
function fieldsOfItems(context: IExecuteFunctions): string[] {
	const { parameters } = context.getNode();
	return Object.keys(parameters).filter((field) => !OF_A_JOB.has(field) && speaksOfItem(parameters[field]));
}

/** One is its name, the other differs within it. */
const OF_A_JOB = new Set(['jobName', 'path']);

/** A clock alone gives each item another time, and means one. */
function speaksOfItem(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=') && ITEM.test(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(speaksOfItem);
}

const ITEM = /\$(?:json|input|item|binary|prevNode|node|itemIndex|data)\b|\$\(/;
