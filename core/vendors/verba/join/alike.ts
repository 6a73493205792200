/** As names are compared: letters of either case are the same on Windows, where recorders run; macOS decomposes them. */
export function folded(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

const FORMS = [(name: string) => name, (name: string) => name.normalize('NFC'), folded] as const;
const NOT_ALIKE = FORMS.length;

/** How far two names are apart: 0 for the same, then composed letters, then case; 3 for two names. */
function distance(one: string, other: string): number {
	const at = FORMS.findIndex((form) => form(one) === form(other));
	return at === -1 ? NOT_ALIKE : at;
}

/** Those that come nearest to a name. A store that tells `A` from `a` may have both, and then they are two. */
export function nearest<Item>(name: string, items: readonly Item[], nameOf: (item: Item) => string): Item[] {
	const distances = items.map((item) => distance(name, nameOf(item)));
	const least = Math.min(...distances, NOT_ALIKE);
	return least === NOT_ALIKE ? [] : items.filter((_, at) => distances[at] === least);
}

export interface Pairs<Seeker, Target> {
	found: Map<Seeker, Target>;
	/** They could mean several, or several of them mean the same. */
	unclear: Set<Seeker>;
}

/** Who means what, by names: of several that mean one thing, the nearest. Who is neither found nor unclear means none. */
export function pairUp<Seeker, Target>(seekers: readonly Seeker[], targets: readonly Target[], nameOf: { seeker(one: Seeker): string; target(one: Target): string }): Pairs<Seeker, Target> {
	const pairs: Pairs<Seeker, Target> = { found: new Map(), unclear: new Set() };
	const meaning = new Map<Target, Seeker[]>();
	for (const seeker of seekers) {
		const fitting = nearest(nameOf.seeker(seeker), targets, nameOf.target);
		if (fitting.length > 1) pairs.unclear.add(seeker);
		if (fitting.length === 1) meaning.set(fitting[0], [...(meaning.get(fitting[0]) ?? []), seeker]);
	}
	for (const [target, all] of meaning) {
		const closest = nearest(nameOf.target(target), all, nameOf.seeker);
		if (closest.length === 1) pairs.found.set(closest[0], target);
		else for (const seeker of closest) pairs.unclear.add(seeker);
	}
	return pairs;
}
