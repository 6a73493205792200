import { createHash } from 'node:crypto';

/**
 * Some servers refuse a good login now and then, in the words in which they refuse a bad one. A refusal is therefore worth
 * another try only of what logged in earlier in this process, and only so often in a row: others lock the account.
 */
const MOST_REFUSALS_IN_A_ROW = 2;
const MOST_REMEMBERED = 1_000;

/** Refusals since the last login, by what logged in. */
const refusals = new Map<string, number>();

/** Stands for an account and all that it logs in with. */
export function loginKey(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function rememberLogin(key: string): void {
	refusals.delete(key);
	refusals.set(key, 0);
	for (const oldest of refusals.keys()) {
		if (refusals.size <= MOST_REMEMBERED) break;
		refusals.delete(oldest);
	}
}

/** Counts a refusal; whether another try may go through. */
export function mayPassLater(key: string): boolean {
	const before = refusals.get(key);
	if (before === undefined) return false;
	refusals.set(key, before + 1);
	return before < MOST_REFUSALS_IN_A_ROW;
}

/** Forgets the logins of this process: for tests. */
export function forgetLogins(): void {
	refusals.clear();
}
