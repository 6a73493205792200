import { cutText } from '../../../secrets/cut';
import { FtpsError } from '../ftps-error';
import type { ListedLine, ReadLine } from './line';
import { readDos } from './dos';
import { readMlsd } from './mlsd';
import { readUnix } from './unix';

const MAX_LINE_LENGTH = 65_536;

/** Reads a listing while it arrives, a piece at a time. */
export class LineReader {
	#rest = '';

	constructor(private readonly dialects: readonly ReadLine[]) {}

	static for(command: string): LineReader {
		return new LineReader(command === 'MLSD' ? [readMlsd] : [readUnix, readDos]);
	}

	/** Whether a line has said that it is the folder itself, as "ls -a" does. */
	hasSelf = false;

	take(piece: Buffer): ListedLine[] {
		const lines = (this.#rest + piece.toString('latin1')).split('\n');
		this.#rest = lines.pop() ?? '';
		if (this.#rest.length > MAX_LINE_LENGTH) throw garbled(this.#rest);
		return lines.flatMap((line) => this.#read(line));
	}

	/** The last line, if no line end follows it. */
	finish(): ListedLine[] {
		return this.#read(this.#rest);
	}

	#read(raw: string): ListedLine[] {
		const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
		if (line.trim() === '') return [];
		for (const readLine of this.dialects) {
			const entry = readLine(line);
			if (entry === undefined) continue;
			if (entry === 'skip') return [];
			if (entry.name !== '.' && entry.name !== '..') return [entry];
			this.hasSelf = true;
			return [];
		}
		// Left out, a recording would be missing without a word.
		throw garbled(line);
	}
}

function garbled(line: string): FtpsError {
	return new FtpsError({ kind: 'garbled', detail: `the server lists in a way that is not known here: "${cutText(line, 100)}"` });
}
