/**
 * Whether a name fits a pattern as file managers take it: `*` stands for any letters or none, `?` for one; capitals do not count.
 * Takes no more than the product of their lengths, whatever the pattern.
 */
export function fitsWildcard(name: string, pattern: string): boolean {
	const [text, wanted] = [name.toLowerCase(), pattern.toLowerCase()];
	let at = 0;
	let next = 0;
	/** Behind the last star, and where what it stands for ends. */
	let star = -1;
	let starEnd = 0;
	while (at < text.length) {
		if (wanted[next] === '*') {
			star = ++next;
			starEnd = at;
		} else if (wanted[next] === '?' || (next < wanted.length && wanted[next] === text[at])) {
			at++;
			next++;
		} else if (star === -1) {
			return false;
		} else {
			next = star;
			at = ++starEnd;
		}
	}
	return wanted.slice(next).replaceAll('*', '') === '';
}
