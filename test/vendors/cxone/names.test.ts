import { parseSeaPath } from '../../../core/vendors/cxone/names';
import { toSeaRecording } from '../../../core/vendors/cxone/recording';
import { growthOf, MOST_GROWTH } from '../../growth';

/** The example of the vendor's page; its ID is no GUID. */
const EXAMPLE = '2021-10-09-07-49-13_12345678903_VOICE_12f9305g-876-4b3a-098f-5dab64752554.mp4';
const ID = '12f9305g-876-4b3a-098f-5dab64752554';

describe('names that follow the pattern', () => {
	test.each<[string, string, object]>([
		['the example of the vendor', EXAMPLE, { contactId: '12345678903', mediaType: 'VOICE', segmentId: ID, extension: 'mp4' }],
		['in folders', `tenant/sea/${EXAMPLE}`, { contactId: '12345678903', mediaType: 'VOICE', segmentId: ID }],
		['a screen', EXAMPLE.replace('VOICE', 'SCREEN'), { mediaType: 'SCREEN', recordingId: ID }],
		['a statement', EXAMPLE.replace('VOICE', 'STATEMENT'), { mediaType: 'STATEMENT', statementId: ID }],
		['a media type nobody has seen', EXAMPLE.replace('VOICE', 'IA_REPORT-2'), { mediaType: 'IA_REPORT-2', segmentId: ID }],
		['a media type in small letters', EXAMPLE.replace('VOICE', 'screen'), { mediaType: 'screen', recordingId: ID }],
		['another extension', EXAMPLE.replace('.mp4', '.JSON'), { extension: 'json', mediaType: 'VOICE' }],
		['an ID that is one letter', `2024-02-29-00-00-00_7_VOICE_x.mp4`, { contactId: '7', segmentId: 'x', startTime: '2024-02-29T00:00:00Z' }],
	])('%s', (_, path, expected) => {
		const parsed = parseSeaPath(path);
		expect(parsed).toMatchObject({ name: path.slice(path.lastIndexOf('/') + 1), ...expected });
		expect(parsed.startTime).toMatch(/Z$/);
	});

	test('the time is UTC, as the page says', () => {
		expect(parseSeaPath(EXAMPLE).startTime).toBe('2021-10-09T07:49:13Z');
	});
});

describe('other names pass through with what is known of them', () => {
	test.each<[string, string, string | undefined]>([
		['a day that does not exist', EXAMPLE.replace('2021-10-09', '2021-02-31'), 'mp4'],
		['an hour that does not exist', EXAMPLE.replace('07-49-13', '24-00-00'), 'mp4'],
		['without a media type', '2021-10-09-07-49-13_123_abc.mp4', 'mp4'],
		['without an ID', '2021-10-09-07-49-13_123_VOICE_.mp4', 'mp4'],
		['without an extension', EXAMPLE.replace('.mp4', ''), undefined],
		['something else', 'chat transcript.html', 'html'],
		['nothing but a dot', '.mp4', undefined],
		['a folder', 'sea/', undefined],
		['a GUID, as in custom storage', '0b6a37a4-5d6f-4f0e-9d2c-0a2b5f1c7e11', undefined],
	])('%s', (_, path, extension) => {
		expect(parseSeaPath(path)).toEqual({ name: path.slice(path.lastIndexOf('/') + 1), extension });
	});

	test.each(['_', '2021-10-09-07-49-13_', 'a_', '-', '.'])('a name of nothing but "%s" is read in no more than its length takes', async (part) => {
		expect(await growthOf(parseSeaPath, (count) => part.repeat(count), 12_500)).toBeLessThan(MOST_GROWTH);
	});
});

describe('the recording', () => {
	test('has the words that all vendors share, and the contact ID in the vendor’s own', () => {
		const entry = { path: `folder/${EXAMPLE}`, container: 'bucket', sizeBytes: 9, lastModified: '2021-10-10T00:00:00Z', etag: 'e' };
		expect(toSeaRecording(entry, 30)).toEqual({
			vendor: 'nice-cxone',
			path: `folder/${EXAMPLE}`,
			container: 'bucket',
			name: EXAMPLE,
			extension: 'mp4',
			sizeBytes: 9,
			lastModified: '2021-10-10T00:00:00Z',
			etag: 'e',
			expiresAt: '2021-11-09T00:00:00Z',
			callId: '12345678903',
			contactId: '12345678903',
			startTime: '2021-10-09T07:49:13Z',
			mediaType: 'VOICE',
			segmentId: ID,
		});
	});

	test('without a storage time it has no expiry', () => {
		expect(toSeaRecording({ path: EXAMPLE }, 30)).not.toHaveProperty('expiresAt');
	});
});
