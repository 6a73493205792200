import type { Conversation, Values } from '../conversation';
import { costOf, valuesOf, type XmlElement } from './element';
import { toConversation } from './fields';
import { ownFields } from './own-fields';
import { elementsAt, hasConversation, listOf, placeOfConversations, type Place } from './places';
import { UnreadableXml, type XmlProblemCode } from './problems';

/** No document of the vendor is known to come near to these. */
const MAX_DEPTH = 64;
const MAX_FIELDS = 10_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

const NAMESPACE = /^xmlns(?::|$)/;

/**
 * Makes conversations of elements. The vendor keeps one document beside each media file, so a document is one conversation, or,
 * where elements of one path are repeated, a list of them. Which it is cannot depend on what comes first: it is decided at the
 * end, or when more was read than one conversation can have. From then on each conversation is given and forgotten.
 */
export class ConversationTree {
	hasKnownFields = false;
	#path: XmlElement[] = [];
	#root: XmlElement | undefined;
	#fields = 0;
	#characters = 0;
	/** Path of the elements of a list, once that is decided. */
	#listPath: string | undefined;
	/** Of the fields of conversations, in the elements of the list or in a group within them. */
	#fieldsPath = '';
	#ready: Conversation[] = [];

	constructor(private readonly onProblem: (code: XmlProblemCode, line: number, text?: string) => void) {}

	/** What stands around conversations in a document that holds many; known when all was read. */
	get around(): Values | undefined {
		return this.#listPath !== undefined && this.#root?.isClosed ? valuesOf(this.#root) : undefined;
	}

	/** Conversations that are whole since the last time. */
	take(): Conversation[] {
		const ready = this.#ready;
		this.#ready = [];
		return ready;
	}

	open(name: string, attributes: Record<string, string>, line: number): void {
		if (this.#path.length >= MAX_DEPTH) throw new UnreadableXml('TOO_DEEP', line, name);
		const parent = this.#path.at(-1);
		const element: XmlElement = { name, line, path: `${parent?.path ?? ''}/${name}`, attributes: [], children: [], text: '', isClosed: false };
		for (const [attribute, value] of Object.entries(attributes)) {
			if (!NAMESPACE.test(attribute)) element.attributes.push({ name: attribute, value: value.trim() });
		}
		parent?.children.push(element);
		this.#root ??= element;
		this.#path.push(element);
		this.#add(element);
	}

	text(text: string, line: number): void {
		const element = this.#path.at(-1);
		// Blanks between elements are most of a long list.
		if (!element || (element.text === '' && text.trim() === '')) return;
		element.text += text;
		this.#characters += text.length;
		this.#check(element.name, line);
	}

	close(): void {
		const element = this.#path.pop();
		if (!element) return;
		element.isClosed = true;
		if (element === this.#root) return this.#end(element);
		if (element.path === this.#listPath) this.#take(element, this.#path.at(-1));
	}

	/** A whole element of a list. */
	#take(element: XmlElement, parent: XmlElement | undefined): void {
		const places = elementsAt(element, this.#fieldsPath);
		if (places.length < 2) {
			parent?.children.splice(parent.children.lastIndexOf(element), 1);
			return this.#give(places[0]?.element ?? element, element);
		}
		// What holds several of them is around each.
		for (const place of places) {
			place.parent?.children.splice(place.parent.children.indexOf(place.element), 1);
			this.#give(place.element, place.element);
		}
	}

	/** The file ends before its root does: what was whole in a list counts. */
	break(): void {
		if (this.#root && !this.#root.isClosed && this.#listPath === undefined) this.#decide((place) => this.#isOpen(place));
	}

	#add(element: XmlElement): void {
		const { fields, characters } = costOf(element);
		this.#fields += fields;
		this.#characters += characters;
		this.#check(element.name, element.line);
	}

	#check(name: string, line: number): void {
		if (!this.#isTooMuch) return;
		if (this.#listPath === undefined) this.#decide(() => true);
		if (this.#fields > MAX_FIELDS) throw new UnreadableXml('TOO_MANY_FIELDS', line, name);
		if (this.#characters > MAX_CHARACTERS) throw new UnreadableXml('TOO_LARGE', line, name);
	}

	get #isTooMuch(): boolean {
		return this.#fields > MAX_FIELDS || this.#characters > MAX_CHARACTERS;
	}

	/** A list that has ended might be a part of what is missing. */
	#isOpen({ elements }: Place): boolean {
		return elements.some(({ parent }) => parent && !parent.isClosed);
	}

	/** Gives what is whole of a list, if there is one. */
	#decide(fits: (place: Place) => boolean): Place | undefined {
		const root = this.#root;
		const place = root && placeOfConversations(root);
		if (!place || place.elements.length < 2 || !fits(place)) return place;
		this.#fieldsPath = place.path;
		this.#beginList(listOf(root, place));
		return place;
	}

	#beginList({ path, elements }: Pick<Place, 'path' | 'elements'>): void {
		this.#listPath = path;
		const whole = new Set(elements.map(({ element }) => element).filter(({ isClosed }) => isClosed));
		for (const parent of new Set(elements.map((one) => one.parent))) {
			if (parent) parent.children = parent.children.filter((child) => !whole.has(child));
		}
		for (const element of whole) this.#give(elementsAt(element, this.#fieldsPath)[0]?.element ?? element, element);
	}

	/** Of a list: what has the fields, and what is around it. */
	#give(source: XmlElement, whole: XmlElement): void {
		const { fields, characters } = costOf(whole);
		this.#fields -= fields;
		this.#characters -= characters;
		this.#read(source, whole);
	}

	#end(root: XmlElement): void {
		const place = this.#listPath === undefined ? this.#decide(() => true) : undefined;
		if (this.#listPath === undefined) this.#read(place?.elements[0].element ?? root, root);
		else if (hasConversation(root)) this.onProblem('BESIDE_LIST', root.line);
	}

	/** @param whole what the fields are taken from, or what is around it: all else in it stays where it was */
	#read(source: XmlElement, whole: XmlElement): void {
		const { fields, taken, differing } = ownFields(source);
		for (const name of differing) this.onProblem('FIELD_DIFFERS', source.line, name);
		this.hasKnownFields ||= Object.keys(fields).length > 0;
		this.#ready.push(toConversation(fields, valuesOf(whole, taken), whole.line));
	}
}
