import type { Value, Values } from '../conversation';

/** Text beside elements or attributes; n8n's own XML node names it so. */
const OWN_TEXT = '_';

export interface XmlAttribute {
	name: string;
	value: string;
}

/** An element as it was read. */
export interface XmlElement {
	name: string;
	line: number;
	/** Names of the elements around it, and its own. */
	path: string;
	attributes: XmlAttribute[];
	children: XmlElement[];
	text: string;
	isClosed: boolean;
}

/** Nothing but text. */
export function isLeaf({ attributes, children }: XmlElement): boolean {
	return attributes.length === 0 && children.length === 0;
}

/** All that an element holds, under its own names, but what is `taken`. */
export function valuesOf(element: XmlElement, taken?: ReadonlySet<object>): Values {
	const values: Values = {};
	for (const attribute of element.attributes) if (!taken?.has(attribute)) addValue(values, attribute.name, attribute.value);
	for (const child of element.children) if (!taken?.has(child)) addValue(values, child.name, valueOf(child, taken));
	const text = element.text.trim();
	if (text !== '') addValue(values, OWN_TEXT, text);
	return values;
}

function valueOf(element: XmlElement, taken?: ReadonlySet<object>): Value {
	return isLeaf(element) ? element.text.trim() : valuesOf(element, taken);
}

/** Adds a value under a name; a second one makes it a list. */
export function addValue(values: Values, written: string, value: Value): void {
	// As the name of a property it would vanish.
	const name = written === '__proto__' ? '__proto__ 2' : written;
	const before = Object.hasOwn(values, name) ? values[name] : undefined;
	if (before === undefined) values[name] = value;
	else if (Array.isArray(before)) before.push(value);
	else values[name] = [before, value];
}

/** What an element adds to what is kept. */
export interface Cost {
	fields: number;
	characters: number;
}

export function costOf({ name, attributes, children, text }: XmlElement): Cost {
	const cost = { fields: 1 + attributes.length, characters: name.length + text.length };
	for (const attribute of attributes) cost.characters += attribute.name.length + attribute.value.length;
	for (const child of children) {
		const { fields, characters } = costOf(child);
		cost.fields += fields;
		cost.characters += characters;
	}
	return cost;
}
