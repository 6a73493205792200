import { exportFilter, type ExportFilters } from '../../../core/export/filters/export-filter';
import type { ExportItem } from '../../../core/export/item';
import { eight, genesys, GENESYS_NAME, indexed, sea, SEA_NAME } from './items';

const NEVER: ExportFilters = {};
const CALL = sea(`sea/${SEA_NAME}`);
const BARE = eight('odd.wav', { lastModified: undefined });
const TAGGED = genesys(`t/${GENESYS_NAME}`, { tags: { RecordingType: 'CALL', StoredTime: '2021-06-01T00:00:00Z' } });
const VERBA = { vendor: 'verba', path: 'x.wav', name: 'x.wav', nativeCallId: 'n1', modalityId: 'voice', user: 'Zoë', direction: 'outbound', callerPhoneNumber: '+36 1 555', durationSeconds: 10 } as ExportItem;

const WANTED = { isWanted: true };
const UNWANTED = { isWanted: false };
const unknown = (name: string) => ({ isWanted: false, unknown: name });

test.each<[string, ExportFilters, ExportItem, object]>([
	['no filter', NEVER, BARE, WANTED],
	['filters that say nothing', { agents: [], callIds: [' '], started: {}, durationSeconds: {}, extensions: '', tags: [] }, BARE, WANTED],

	['started at the first moment', { started: { after: '2021-10-09T07:49:13Z' } }, CALL, WANTED],
	['started at the last moment, which is outside', { started: { before: '2021-10-09T07:49:13Z' } }, CALL, UNWANTED],
	['no start is known', { started: { after: '2021-10-09T07:49:13Z' } }, BARE, unknown('Start Time')],
	['a start that is no time', { started: { after: '2021-10-09T07:49:13Z' } }, { ...BARE, startTime: 'soon' }, unknown('Start Time')],
	['stored by the storage', { stored: { before: '2021-05-22T00:00:00Z' } }, CALL, WANTED],
	['stored by the tag of Genesys, which counts first', { stored: { before: '2021-05-22T00:00:00Z' } }, TAGGED, UNWANTED],
	['nobody knows when it was stored', { stored: { before: '2021-05-22T00:00:00Z' } }, BARE, unknown('Stored Time')],

	['media type', { mediaTypes: ['screen', 'voice'] }, CALL, WANTED],
	['media type, the whole word', { mediaTypes: ['voi'] }, CALL, UNWANTED],
	['media type of Verba', { mediaTypes: ['Voice'] }, VERBA, WANTED],
	['media type, unknown', { mediaTypes: ['voice'] }, TAGGED, unknown('Media Type')],

	['contact ID', { callIds: ['12345678903'] }, CALL, WANTED],
	['a part of it', { callIds: ['1234567890'] }, CALL, UNWANTED],
	['transaction ID of an index', { callIds: ['4711'] }, indexed(), WANTED],
	['call ID of Verba', { callIds: ['N1'] }, VERBA, WANTED],

	['number, the end of it', { numbers: ['415-555-0100'] }, indexed(), WANTED],
	['number, not its beginning', { numbers: ['1415'] }, indexed(), UNWANTED],
	['number, unknown', { numbers: ['1'] }, CALL, unknown('Number')],
	['number without a digit', { numbers: ['anonymous'] }, { ...VERBA, callerPhoneNumber: 'Anonymous' } as ExportItem, WANTED],

	['agent, a part', { agents: ['jane'] }, indexed(), WANTED],
	['agent, of the second row', { agents: ['zola'] }, indexed(), WANTED],
	['agent, one of a list', { agents: ['nobody', 'roe'] }, indexed(), WANTED],
	['agent, another one', { agents: ['nobody'] }, indexed(), UNWANTED],
	['agent, where no index names one', { agents: ['jane'] }, CALL, unknown('Agent')],
	['user of Verba', { agents: ['zoë'] }, VERBA, WANTED],

	['queue', { queues: ['support'] }, indexed(), WANTED],
	['direction', { directions: ['inbound'] }, indexed(), WANTED],
	['direction of Verba', { directions: ['inbound'] }, VERBA, UNWANTED],

	['as long as asked for', { durationSeconds: { atLeast: 65, atMost: 65 } }, indexed(), WANTED],
	['too short', { durationSeconds: { atLeast: 66 } }, indexed(), UNWANTED],
	['too long', { durationSeconds: { atMost: 9 } }, VERBA, UNWANTED],
	['how long, nobody knows', { durationSeconds: { atMost: 9 } }, CALL, unknown('Duration')],

	['a tag', { tags: [{ name: 'RecordingType', value: 'CALL' }] }, TAGGED, WANTED],
	['a tag with any value', { tags: [{ name: 'RecordingType' }] }, TAGGED, WANTED],
	['a tag with another value; letters count', { tags: [{ name: 'RecordingType', value: 'call' }] }, TAGGED, UNWANTED],
	['a tag that it has not', { tags: [{ name: 'Case' }] }, TAGGED, UNWANTED],
	['two tags', { tags: [{ name: 'RecordingType' }, { name: 'StoredTime' }] }, TAGGED, WANTED],
	['tags that nobody knows', { tags: [{ name: 'Case' }] }, CALL, unknown('Tag:Case')],

	['extensions as users write them', { extensions: '*.WAV, mp4' }, CALL, WANTED],
	['another extension', { extensions: 'p4' }, CALL, UNWANTED],
	['an encrypted file', { extensions: 'bin' }, genesys(`t/${GENESYS_NAME}.bin`), WANTED],

	['all have to fit', { agents: ['jane'], queues: ['nowhere'] }, indexed(), UNWANTED],
	['what is known decides, whatever is unknown', { agents: ['jane'], mediaTypes: ['screen'] }, CALL, UNWANTED],
	['unknown, and taken', { agents: ['jane'], unknown: 'take' }, CALL, { isWanted: true, unknown: 'Agent' }],
	['unknown, taken, and ruled out otherwise', { agents: ['jane'], mediaTypes: ['screen'], unknown: 'take' }, CALL, UNWANTED],
])('%s', (_, filters, item, expected) => {
	expect(exportFilter(filters)({ recording: item })).toEqual(expected);
});

test('without filters no recording is looked at', () => {
	const file = {
		get recording(): never {
			throw new Error('it was read');
		},
	};
	expect(exportFilter({ agents: [], extensions: ' ' })(file)).toEqual(WANTED);
	expect(() => exportFilter({ extensions: 'mp3' })(file)).toThrow('it was read');
});
