const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];
const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fractions = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `1,234` */
export function countInWords(count: number): string {
	return numbers.format(count);
}

/** `1 file`, `1,234 files` */
export function filesInWords(count: number): string {
	return `${countInWords(count)} ${count === 1 ? 'file' : 'files'}`;
}

/** `12.3 MB`, of 1,000 each. */
export function bytesInWords(bytes: number): string {
	let [value, unit] = [bytes, 0];
	while (value >= 999.95 && unit < UNITS.length - 1) [value, unit] = [value / 1_000, unit + 1];
	return `${unit === 0 ? numbers.format(value) : fractions.format(value)} ${UNITS[unit]}`;
}

/** `45 s`, `12 min`, `3 h 5 min` */
export function secondsInWords(seconds: number): string {
	if (seconds < 100) return `${Math.round(seconds)} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
