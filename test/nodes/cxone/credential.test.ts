import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { status } from '../../servers/s3-faults';
import { SeaStage, seaName } from './sea-stage';

const stage = new SeaStage({});
const check = async (changes: ICredentialDataDecryptedObject = {}) => await stage.n8n.testCredential({ ...stage.credential, ...changes });

test('works with a file there, and reads one byte of it', async () => {
	stage.seed({ [seaName(1)]: 'content' });
	expect(await check()).toEqual({ status: 'OK', message: 'The folder can be listed, and its files can be read' });
	expect(stage.server.operations).toEqual(['ListObjectsV2', 'GetObject']);
	expect(stage.server.requests[1].headers.range).toBe('bytes=0-0');
});

test('an empty folder may be a slip in its name, and is told', async () => {
	expect(await check()).toMatchObject({ status: 'Error', message: expect.stringMatching(/The keys work, but there is no file in the folder "mytenant\/".*nothing to mend/) });
});

test.each<[string, ICredentialDataDecryptedObject, RegExp]>([
	['a wrong Access Key ID', { accessKeyId: 'AKIAWRONGWRONGWRONG1' }, /InvalidAccessKeyId.*does not exist, or not any more/],
	['a wrong Secret Access Key', { secretAccessKey: 'wrong'.repeat(8) }, /SignatureDoesNotMatch.*Secret Access Key/],
	['a bucket with a typo', { fileLocation: 'nice-saa/mytenant/' }, /(NoSuchBucket|AccessDenied).*File Location/],
	['a folder with a typo', { fileLocation: 'nice-sea/mytenent/' }, /AccessDenied.*empty.*File Location/],
	['a folder that begins the same', { fileLocation: 'nice-sea/mytenan' }, /AccessDenied/],
	['an Azure address', { fileLocation: 'https://t.blob.core.windows.net/sea/x/' }, /Azure is not supported/],
	['nothing', { fileLocation: '' }, /File Location: the field is empty/],
	['nobody there', { endpoint: 'http://127.0.0.1:9' }, /nothing accepts connections/],
])('%s is told in words', async (_, changes, message) => {
	expect(await check(changes)).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
});

test('a service that is busy is asked twice, not more', async () => {
	stage.server.inject(status(503, 'SlowDown', { 'Retry-After': '0' }), { times: Infinity });
	expect(await check()).toMatchObject({ status: 'Error', message: expect.stringContaining('503') });
	expect(stage.server.requests).toHaveLength(2);
});
