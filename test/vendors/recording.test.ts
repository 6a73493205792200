import type { SourceEntry } from '../../core/sources/source';
import { storedAt, toRecording } from '../../core/vendors/genesys/recording';

const CREATED = '2026-01-01T00:00:00Z';
const MODIFIED = '2026-01-02T00:00:00Z';
const TAGGED = { StoredTime: '2026-01-03T00:00:00Z' };

describe('when it expires: storage time and retention', () => {
	test.each<[string, Partial<SourceEntry>, number, string | undefined]>([
		['its own tag counts first', { tags: TAGGED, createdAt: CREATED, lastModified: MODIFIED }, 30, '2026-02-02T00:00:00Z'],
		['else its creation', { createdAt: CREATED, lastModified: MODIFIED }, 30, '2026-01-31T00:00:00Z'],
		['else its last change', { lastModified: MODIFIED }, 30, '2026-02-01T00:00:00Z'],
		['other tags tell nothing', { tags: { RecordingType: 'CALL' }, createdAt: CREATED }, 30, '2026-01-31T00:00:00Z'],
		['a tag that is no time does not count', { tags: { StoredTime: 'soon' }, createdAt: CREATED }, 30, '2026-01-31T00:00:00Z'],
		['another retention', { tags: TAGGED }, 90, '2026-04-03T00:00:00Z'],
		['half a day', { tags: TAGGED }, 0.5, '2026-01-03T12:00:00Z'],
		['milliseconds stay', { createdAt: '2026-01-01T00:00:00.250Z' }, 1, '2026-01-02T00:00:00.250Z'],
		['unknown when nothing tells it', {}, 30, undefined],
	])('%s', (_, entry, retentionDays, expiresAt) => {
		const recording = toRecording({ path: 't/a.mp3', ...entry }, retentionDays);
		expect(recording.expiresAt).toBe(expiresAt);
		expect('expiresAt' in recording).toBe(expiresAt !== undefined);
	});

	test.each<[string, Partial<SourceEntry>, number]>([
		['a tag at the end of all calendars', { tags: { StoredTime: '+275760-09-12T00:00:00Z' } }, 30],
		['a retention of aeons', { createdAt: CREATED }, 1e12],
	])('%s gives no expiry, and no error', (_, entry, retentionDays) => {
		expect(toRecording({ path: 'a.mp3', ...entry }, retentionDays)).not.toHaveProperty('expiresAt');
	});
});

test('what is not known is absent, not undefined', () => {
	expect(Object.entries(toRecording({ path: 'x' }, 30))).toEqual([
		['vendor', 'genesys'],
		['path', 'x'],
		['name', 'x'],
	]);
});

test('storedAt of nothing is nothing', () => {
	expect(storedAt({ path: 'x' })).toBeUndefined();
});
