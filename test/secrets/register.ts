import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTER } from '../../demo/lib/secret-register.js';
import { needlesOf, secretPartsOf, type Needle } from './forms';

export interface Registered {
	kind: string;
	text: string;
}

/**
 * Guesses that tests make on purpose, and words in the place of a secret: they open nothing, and stand in other texts for what they mean.
 */
const NO_SECRET = /^(?:a password that is wrong|abcdefgh|another(?: one| password)?|archives|nonsense|needless|not (?:needed|this one|the password)|wrong(?: one| horse| \d+)?|a(?: guess|-session-token)| with blanks )$/;

/** All that was told. Throws where no suite has run. */
export function readRegister(folder: string): Registered[] {
	const text = readFileSync(join(folder, REGISTER), 'utf8');
	return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Registered);
}

/** What is looked for; a secret that was told twice once, under the name that says more. */
export function needlesFor(registered: readonly Registered[]): { needles: Needle[]; secrets: number; tooShort: string[] } {
	const kinds = new Map<string, string>();
	for (const { kind, text } of registered) {
		for (const part of secretPartsOf(text).filter((one) => !NO_SECRET.test(one))) if (!kinds.has(part) || kinds.get(part) === 'Secret') kinds.set(part, kind);
	}
	const needles: Needle[] = [];
	const tooShort: string[] = [];
	for (const [part, kind] of kinds) {
		const found = needlesOf(kind, part);
		if (found.length === 0) tooShort.push(`${kind} of ${part.length}`);
		needles.push(...found);
	}
	return { needles, secrets: kinds.size, tooShort };
}
