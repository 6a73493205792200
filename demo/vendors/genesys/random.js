/**
 * Numbers that look random and are the same each time (mulberry32), so that a run can be repeated and a test knows
 * what to expect.
 * @param {number} seed
 */
function seededRandom(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	/** A whole number from low to high, both included. */
	const between = (low, high) => low + Math.floor(next() * (high - low + 1));
	const text = (alphabet, length) => Array.from({ length }, () => alphabet[between(0, alphabet.length - 1)]).join('');
	return { next, between, text };
}

module.exports = { seededRandom };
