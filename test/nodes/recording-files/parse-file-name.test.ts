import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { FilesStage, fileItem } from './files-stage';

const stage = new FilesStage({ operation: 'parseFileName' });

const CALL = 'R202103101740420023.wav';
const GENESYS = '003H1G2A6K8AF5PFKG5SO2LAES0000V3_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin';
const AS_8X8 = { recognised: true, vendor: '8x8', startTime: '2021-03-10T17:40:42Z', sequence: 23, mimeType: 'audio/wav' };

test.each<[string, INodeExecutionData, string]>([
	['the path of the item', { json: { path: `S20210310/${CALL}`, name: 'other.wav' } }, `S20210310/${CALL}`],
	['its name', { json: { name: CALL } }, CALL],
	['its binary file', fileItem('RIFF', CALL), CALL],
	['the first of its binary files, as a mail names them', fileItem('RIFF', CALL, 'attachment_0'), CALL],
])('as it stands, it reads %s', async (_, item, path) => {
	const { items } = await stage.run([item]);
	expect(items).toMatchObject([{ json: { ...AS_8X8, path }, pairedItem: { item: 0 } }]);
});

test('a field by an expression, beside all else on the item and its files', async () => {
	const item = { ...fileItem('RIFF', 'x'), json: { call: { file: CALL }, note: 'kept' } };
	const [{ json, binary }] = (await stage.run([item], { fileName: '={{ $json.call.file }}' })).items;
	expect(json).toMatchObject({ ...AS_8X8, path: CALL, note: 'kept', call: { file: CALL } });
	expect(Object.keys(binary ?? {})).toEqual(['data']);
});

test('what is known of the same file stays; of another one it goes', async () => {
	const known = { path: CALL, sizeBytes: 5, container: 'a', etag: 'b', callId: 'of another call' };
	const { json } = await stage.run([known, known], { fileName: `={{ $itemIndex === 0 ? $json.path : "${GENESYS}" }}` });
	expect(json[0]).toEqual({ ...known, ...AS_8X8, fileType: 'recording', name: CALL, extension: 'wav' });
	expect(json[1]).toMatchObject({ vendor: 'genesys', callId: GENESYS.slice(0, 32), encrypted: true, extension: 'mp3.bin' });
	for (const field of ['sizeBytes', 'container', 'etag', 'mimeType', 'sequence']) expect(json[1]).not.toHaveProperty(field);
});

test.each<[string, INodeParameters, object]>([
	['call.mp3', {}, { recognised: false, name: 'call.mp3', extension: 'mp3', mimeType: 'audio/mpeg' }],
	['call.mp3.bin', {}, { recognised: false, name: 'call.mp3.bin', extension: 'mp3.bin' }],
	['README', {}, { recognised: false, name: 'README' }],
	[CALL, { vendor: 'genesys' }, { recognised: false, name: CALL, extension: 'wav', mimeType: 'audio/wav' }],
	['constructor', {}, { recognised: false, name: 'constructor' }],
	['a.tostring', {}, { recognised: false, name: 'a.tostring', extension: 'tostring' }],
])('%s is not recognised: %j', async (path, parameters, expected) => {
	expect((await stage.run([{ path }], parameters)).json).toEqual([{ path, ...expected }]);
});

test('unknown names fail where that is asked for, each alone', async () => {
	const items = [{ path: 'call.mp3' }, { path: CALL }];
	const { json } = await stage.run(items, { options: { failOnUnknown: true } }, { onError: 'continueRegularOutput' });
	expect(json).toMatchObject([{ errorCode: 'INVALID_REQUEST', error: expect.stringMatching(/"call\.mp3": it is no name of any vendor that is known here/), advice: expect.stringMatching(/Verba/) }, AS_8X8]);
});

test.each<[string, INodeExecutionData | { path: string }, INodeParameters, RegExp]>([
	['no name anywhere', { json: {} }, {}, /"File Name" is an expression that gives nothing|has no path, no name/],
	['an object', { json: {} }, { fileName: '={{ ({}) }}' }, /"File Name" is an object/],
	['the content of a file', { json: {} }, { fileName: `={{ "x".repeat(5000) }}` }, /longer than 4096 bytes/],
	['a vendor that is none', { path: 'a' }, { vendor: '={{ "avaya" }}' }, /"Vendor" is avaya/],
	['an operation that is none', { path: 'a' }, { operation: '={{ "guess" }}' }, /"Operation" is .*guess/],
])('%s is refused', async (_, item, parameters, message) => {
	expect((await stage.failure([item], parameters)).message).toMatch(message);
});

test.each(['engine', 'subNode'] as const)('an agent may ask (%s)', async (asTool) => {
	expect((await stage.run([], { fileName: CALL }, { asTool })).json).toMatchObject([AS_8X8]);
});
