const DAY = /(?<!\d)((?:19|20)\d\d)[-_./ ]?(0[1-9]|1[0-2])[-_./ ]?([0-3]\d)(?!\d)/g;

/** The last day that stands in a path, as 2026-11-21. */
export function dayIn(path: string): string | undefined {
	const found = [...path.matchAll(DAY)].at(-1);
	return found && found.slice(1, 4).join('-');
}

/** Whether two folders are of days that are not the same. */
export function areOfTwoDays(one: string, other: string): boolean {
	const [day, otherDay] = [dayIn(one), dayIn(other)];
	return day !== undefined && otherDay !== undefined && day !== otherDay;
}
