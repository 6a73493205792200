import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An input that found something once: as text or bytes; or a piece that is repeated between two others. */
export interface Kept {
	/** What it found. */
	why?: string;
	text?: string;
	base64?: string;
	before?: string;
	piece?: string;
	after?: string;
	isBytes?: boolean;
}

/** Tables in the folder of a parser. */
export function corpusOf(folder: string, name: string): Kept[] {
	const own = join(folder, name);
	if (!existsSync(own)) return [];
	return readdirSync(own).filter((file) => file.endsWith('.json')).flatMap((file) => JSON.parse(readFileSync(join(own, file), 'utf8')) as Kept[]);
}
