import type { JsonBytes, JsonKeys } from './json-bytes';

/** Texts by their headers; one list for all rows, since an object for each would be most of the work. */
export class NamedTexts {
	readonly headers: string[] = [];
	readonly texts: string[] = [];
	count = 0;

	add(header: string, text: string): void {
		this.headers[this.count] = header;
		this.texts[this.count] = text;
		this.count++;
	}

	toObject(): Record<string, string> {
		const object: Record<string, string> = {};
		for (let at = 0; at < this.count; at++) object[this.headers[at]] = this.texts[at];
		return object;
	}

	/** The members of an object, without what is around them. */
	addTo(json: JsonBytes, keys: JsonKeys): void {
		for (let at = 0; at < this.count; at++) {
			// The first one without its comma.
			json.add(keys.of(this.headers[at]), at === 0 ? 1 : 0);
			json.addInside(this.texts[at]);
			json.endText();
		}
	}
}
