const DAY = /(?<!\d)((?:19|20)\d\d)[-_./ ]?(0[1-9]|1[0-2])[-_./ ]?([0-3]\d)(?!\d)/g;

/** The last day that stands in a path, as 2026-11-21. */
export function dayIn(path: string): string | undefined {
	const found = [...path.matchAll(DAY)].at(-1);
	return found && found.slice(1, 4).join('-');
}
