import type { XmlElement } from './element';
import { signsOf } from './own-fields';

interface Placed {
	element: XmlElement;
	parent?: XmlElement;
}

export interface Place {
	path: string;
	depth: number;
	elements: Placed[];
	certain: number;
	/** Each has fields of its own, and one has several. */
	isLikely: boolean;
	hasSeveral: boolean;
}

/**
 * Where the conversations of a document stand: all elements of one path. Undefined for a document that tells of none for sure.
 * What lies in an element with fields of its own is a part of it, whichever comes first.
 */
export function placeOfConversations(root: XmlElement): Place | undefined {
	const places = [...placesIn(root).values()];
	const certain = places.filter((place) => place.certain > 0);
	// The outermost; of those, the list.
	if (certain.length > 0) return certain.sort((a, b) => a.depth - b.depth || b.elements.length - a.elements.length)[0];
	return places.find(({ isLikely, hasSeveral, elements }) => isLikely && hasSeveral && elements.length > 1);
}

/**
 * The list that the conversations are in: where each of them is a group in an element that holds more, it is these elements.
 * `<calls><call><ids>…</ids><party/><party/></call>…`
 */
export function listOf(root: XmlElement, place: Place): Pick<Place, 'path' | 'elements'> {
	let found: Pick<Place, 'path' | 'elements'> = place;
	const levels = levelsTo(root, place.path);
	for (let at = levels.length - 2; at > 0; at--) {
		const [elements, inner] = [levels[at], new Set(levels[at + 1].map(({ element }) => element))];
		const innerCounts = elements.map(({ element }) => element.children.filter((child) => inner.has(child)).length);
		if (elements.length < 2 || innerCounts.some((count) => count > 1)) break;
		if (elements.some(({ element }, index) => element.attributes.length + element.children.length > innerCounts[index])) found = { path: elements[0].element.path, elements };
	}
	return found;
}

/** All elements whose path leads to another one: first the root, last those of that path. */
function levelsTo(root: XmlElement, path: string): Placed[][] {
	const levels: Placed[][] = [[{ element: root }]];
	for (let level = levels[0]; level.length > 0 && level[0].element.path !== path; ) {
		level = level.flatMap(({ element }) => element.children.filter((child) => path === child.path || path.startsWith(`${child.path}/`)).map((child) => ({ element: child, parent: element })));
		levels.push(level);
	}
	return levels;
}

/** What is within an element at a path. */
export function elementsAt(element: XmlElement, path: string): Placed[] {
	return levelsTo(element, path).at(-1) ?? [];
}

/** Whether anything that tells of a conversation is left around a list. */
export function hasConversation(root: XmlElement): boolean {
	return [...placesIn(root).values()].some(({ certain, depth, isLikely }) => certain > 0 || (depth === 1 && isLikely));
}

function placesIn(root: XmlElement): Map<string, Place> {
	const places = new Map<string, Place>();
	visit(root, 1, undefined, places);
	return places;
}

function visit(element: XmlElement, depth: number, parent: XmlElement | undefined, places: Map<string, Place>): void {
	const { path } = element;
	const place = places.get(path) ?? { path, depth, elements: [], certain: 0, isLikely: true, hasSeveral: false };
	places.set(path, place);
	const { isOwner, isCertain, hasSeveral } = signsOf(element);
	place.elements.push({ element, parent });
	place.certain += Number(isCertain);
	place.isLikely &&= isOwner;
	place.hasSeveral ||= hasSeveral;
	if (!isOwner) for (const child of element.children) visit(child, depth + 1, element, places);
}
