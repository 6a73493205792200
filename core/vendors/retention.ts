const DAY_MS = 86_400_000;

/** When a vendor deletes what it stored at that time; undefined when the time is not known, or beyond the calendar. */
export function expiresAt(storedTime: string | undefined, retentionDays: number): string | undefined {
	if (storedTime === undefined) return undefined;
	const expiry = new Date(Date.parse(storedTime) + retentionDays * DAY_MS);
	// Anybody can write a tag: such a time must not end the listing.
	return Number.isNaN(expiry.getTime()) ? undefined : expiry.toISOString().replace('.000Z', 'Z');
}

const MAX_RETENTION_DAYS = 36_500;

/** What a credential says of retention, within reason. */
export function retentionDaysOf(typed: number | undefined, usual: number): number {
	return typed && typed > 0 ? Math.min(typed, MAX_RETENTION_DAYS) : usual;
}
