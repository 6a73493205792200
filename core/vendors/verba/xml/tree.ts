import type { Conversation, Value, Values } from '../conversation';
import { addValue, Signs, splitFields, toConversation } from './fields';
import { UnreadableXml } from './problems';

/** No document of the vendor is known to come near to these. */
const MAX_DEPTH = 64;
const MAX_FIELDS = 10_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** Text beside elements or attributes; n8n's own XML node names it so. */
const OWN_TEXT = '_';
const NAMESPACE = /^xmlns(?::|$)/;

interface Frame {
	name: string;
	line: number;
	values: Values;
	hasValues: boolean;
	signs: Signs;
	text: string;
	/** Of the whole document, when it began. */
	fieldCount: number;
	characterCount: number;
}

interface Found {
	values: Values;
	line: number;
	/** Names of the elements around it, and its own. */
	place: string;
	parent: Values;
	name: string;
}

/**
 * Makes conversations of elements. The vendor keeps one document beside each media file, so a document is one conversation,
 * wherever in it the documented fields stand, until a second element tells of another one in the same place: then each of
 * these is one, given and forgotten while the document goes on.
 */
export class ConversationTree {
	/** What stands around conversations in a document that holds many. */
	around: Values | undefined;
	hasKnownFields = false;
	#path: Frame[] = [];
	#fieldCount = 0;
	#characterCount = 0;
	#first: Found | undefined;
	#isMany = false;
	#ready: Conversation[] = [];

	/** Conversations that are whole since the last time. */
	take(): Conversation[] {
		const ready = this.#ready;
		this.#ready = [];
		return ready;
	}

	open(name: string, attributes: Record<string, string>, line: number): void {
		if (this.#path.length >= MAX_DEPTH) throw new UnreadableXml('TOO_DEEP', line, name);
		const frame: Frame = { name, line, values: {}, hasValues: false, signs: new Signs(), text: '', fieldCount: this.#fieldCount, characterCount: this.#characterCount };
		this.#path.push(frame);
		this.#count(name, line);
		for (const [attribute, value] of Object.entries(attributes)) {
			if (NAMESPACE.test(attribute)) continue;
			this.#count(attribute, line, value.length);
			this.#add(frame, attribute, value.trim());
		}
	}

	text(text: string, line: number): void {
		const frame = this.#path.at(-1);
		if (!frame) return;
		this.#characterCount += text.length;
		if (this.#characterCount > MAX_CHARACTERS) throw new UnreadableXml('TOO_LARGE', line, frame.name);
		frame.text += text;
	}

	close(): void {
		const frame = this.#path.pop();
		if (!frame) return;
		const text = frame.text.trim();
		const parent = this.#path.at(-1);
		if (!parent) return this.#end(frame, text);
		if (frame.hasValues && text !== '') addValue(frame.values, OWN_TEXT, text);
		if (frame.signs.isConversation && this.#isGiven(frame, parent)) return;
		this.#add(parent, frame.name, frame.hasValues ? frame.values : text);
	}

	#add(frame: Frame, name: string, value: Value): void {
		frame.hasValues = true;
		if (typeof value === 'string') frame.signs.add(name);
		addValue(frame.values, name, value);
	}

	#count(name: string, line: number, length = 0): void {
		this.#fieldCount++;
		this.#characterCount += name.length + length;
		if (this.#fieldCount > MAX_FIELDS) throw new UnreadableXml('TOO_MANY_FIELDS', line, name);
		if (this.#characterCount > MAX_CHARACTERS) throw new UnreadableXml('TOO_LARGE', line, name);
	}

	/** Whether the element is one conversation of many. */
	#isGiven(frame: Frame, parent: Frame): boolean {
		const place = [...this.#path, frame].map(({ name }) => name).join('/');
		// What lies within a conversation is a part of it.
		if (!this.#isMany && this.#path.some(({ signs }) => signs.isConversation)) return false;
		this.#first ??= { values: frame.values, line: frame.line, place, parent: parent.values, name: frame.name };
		if (this.#first.place !== place || this.#first.values === frame.values) return false;
		if (!this.#isMany) {
			this.#isMany = true;
			detach(this.#first);
			this.#give(this.#first.values, this.#first.line);
			this.#first.values = {};
		}
		this.#give(frame.values, frame.line);
		this.#fieldCount = frame.fieldCount;
		this.#characterCount = frame.characterCount;
		return true;
	}

	#give(values: Values, line: number): void {
		this.hasKnownFields = true;
		const { fields, rest } = splitFields(values);
		this.#ready.push(toConversation(fields, rest, line));
	}

	#end(root: Frame, text: string): void {
		if (text !== '') addValue(root.values, OWN_TEXT, text);
		if (this.#isMany) {
			this.around = root.values;
			return;
		}
		const { values, line } = this.#source(root);
		const { fields, rest } = splitFields(values);
		this.hasKnownFields = Object.keys(fields).length > 0;
		if (values === root.values) {
			this.#ready.push(toConversation(fields, rest, line));
			return;
		}
		// What is documented leaves its place, all else stays where it was.
		for (const name of Object.keys(values)) if (!Object.hasOwn(rest, name)) delete values[name];
		this.#ready.push(toConversation(fields, root.values, root.line));
	}

	/** Where the documented fields stand. */
	#source(root: Frame): Pick<Found, 'values' | 'line'> {
		return this.#first && !root.signs.isConversation ? this.#first : root;
	}
}

function detach({ parent, name, values }: Found): void {
	const held = parent[name];
	if (Array.isArray(held)) held.splice(held.indexOf(values), 1);
	else delete parent[name];
}
