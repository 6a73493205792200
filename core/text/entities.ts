const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const ENTITY = /&(?:#x(?<hex>[0-9a-f]{1,6})|#(?<decimal>\d{1,7})|(?<name>amp|lt|gt|quot|apos|nbsp));/gi;

/** XML or HTML text without its entities; once, so that an ampersand that was escaped stays one. */
export function decoded(markup: string): string {
	return markup.replaceAll(ENTITY, (entity, hex?: string, decimal?: string, name?: string) => {
		if (name !== undefined) return NAMED[name.toLowerCase()];
		const codePoint = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
		return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
	});
}
