import { Breather } from '../../listing/breather';

/** What stands in the lines of a file, each with its line end. */
export async function jsonLines(content: Buffer, problem: () => Error): Promise<unknown[]> {
	const breather = new Breather();
	const lines: unknown[] = [];
	let start = 0;
	for (let end = content.indexOf('\n'); end >= 0; end = content.indexOf('\n', start)) {
		lines.push(parsed(content.toString('utf8', start, end), problem));
		start = end + 1;
		if (breather.isDue()) await breather.breathe();
	}
	return lines;
}

function parsed(text: string, problem: () => Error): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw problem();
	}
}
