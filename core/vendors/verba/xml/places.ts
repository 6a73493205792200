import type { XmlElement } from './element';
import { signsOf } from './own-fields';

export interface Place {
	path: string;
	depth: number;
	elements: { element: XmlElement; parent?: XmlElement }[];
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
