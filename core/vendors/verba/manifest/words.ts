import type { Value, Values } from '../conversation';
import type { Manifest } from './manifest';

/**
 * What a key can mean, by its words; the first that fits. Inferred from the vendor's sentence on manifests (see `Manifest`):
 * what keys they have is not documented.
 */
const MEANINGS = [
	['exceptions', /\b(?:exceptions?|errors?|failed|failures?)\b/],
	['ranBy', /\b(?:run|ran|executed|exported|searched|requested|started|created|performed) by\b|^user(?: name)?$/],
	['itemCount', /^(?:(?:the )?(?:number|count|total|no) (?:of )?)?(?:the )?(?:exported )?(?:items?|conversations?|records?|recordings?)(?: (?:exported|count|number|total))*$/],
	['query', /\b(?:query|search|criteria|filters?)\b/],
] as const;

type Meaning = (typeof MEANINGS)[number][0];
type Recognised = Pick<Manifest, 'query' | 'ranBy' | 'itemCount' | 'exceptions' | 'exceptionCount'>;

const MAX_EXCEPTIONS = 1_000;
const COUNT = /^\d{1,3}(?:[ ,.\u00A0]\d{3})+$|^\d{1,12}$/;
const COUNTED = /^(?:count|number|total)$/i;
/** What stands for "none". */
const NOTHING = /^(?:|-+|none|no|n\/a|null)$/i;

/** What can be recognised of the four things that a manifest is said to tell. */
export function recognised(fields: Values): Recognised {
	const found: Recognised = {};
	for (const [key, value] of pairsOf(fields)) add(found, meaningOf(key), value);
	return found;
}

function meaningOf(key: string): Meaning | undefined {
	const words = key
		.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.toLowerCase();
	return MEANINGS.find(([, pattern]) => pattern.test(words))?.[0];
}

/** All names with what stands under them, the outer ones first; nothing within exceptions means anything else. */
function* pairsOf(values: Values): Generator<[string, Value]> {
	for (const [key, value] of Object.entries(values)) {
		yield [key, value];
		if (meaningOf(key) === 'exceptions') continue;
		for (const inside of Array.isArray(value) ? value : [value]) if (typeof inside === 'object' && !Array.isArray(inside)) yield* pairsOf(inside);
	}
}

function add(found: Recognised, meaning: Meaning | undefined, value: Value): void {
	if (meaning === undefined) return;
	if (meaning === 'exceptions') return addExceptions(found, value);
	if (typeof value !== 'string' || value === '') return;
	if (meaning !== 'itemCount') found[meaning] ??= value;
	else if (COUNT.test(value)) found.itemCount ??= Number(value.replace(/\D/g, ''));
}

function addExceptions(found: Recognised, value: Value): void {
	const { count, rest } = counted(value);
	if (count !== undefined) found.exceptionCount = (found.exceptionCount ?? 0) + Number(count.replace(/\D/g, ''));
	for (const one of textsOf(rest)) if (!NOTHING.test(one) && (found.exceptions ??= []).length < MAX_EXCEPTIONS) found.exceptions.push(one);
}

/** How many, where a number tells it: as all that there is, or beside the exceptions. */
function counted(value: Value): { count?: string; rest: Value } {
	if (typeof value === 'string') return COUNT.test(value) ? { count: value, rest: [] } : { rest: value };
	if (Array.isArray(value)) return { rest: value };
	const name = Object.keys(value).find((key) => COUNTED.test(key));
	const count = name === undefined ? undefined : value[name];
	if (name === undefined || typeof count !== 'string' || !COUNT.test(count)) return { rest: value };
	const rest = Object.entries(value).filter(([key]) => key !== name);
	return { count, rest: rest.length > 0 ? Object.fromEntries(rest) : [] };
}

/** An element that holds a list holds no more than that. */
function textsOf(value: Value): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.flatMap((one) => (typeof one === 'string' ? [one] : [JSON.stringify(one)]));
	const inside = Object.values(value);
	return inside.length === 1 ? textsOf(inside[0]) : [JSON.stringify(value)];
}
