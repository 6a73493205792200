import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import type { RecordingError } from '../../../core/errors/recording-error';
import { Recordings } from '../../../core/sources/recordings';
import { sasOf } from '../../conformance/azure-harness';
import { accountSas, containerSas } from '../../conformance/azurite-harness';
import { Azurite, AZURITE_ACCOUNT, AZURITE_KEY } from '../../servers/azurite';

const CONTAINER = 'recordings';
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

let azurite: Azurite;

beforeAll(async () => {
	azurite = await Azurite.start();
	const key = new StorageSharedKeyCredential(AZURITE_ACCOUNT, AZURITE_KEY);
	const { containerClient } = await new BlobServiceClient(azurite.endpoint, key).createContainer(CONTAINER);
	await containerClient.getBlockBlobClient('call').upload('content', 7, { tags: { RecordingType: 'CALL' } });
});

afterAll(async () => {
	await azurite?.stop();
});

async function outcomeOf(sas: string, container: string | undefined, call: (recordings: Recordings) => Promise<unknown>) {
	const source = await openAzureBlob({ endpoint: azurite.endpoint, container, sas: sasOf(sas), tokenLabel: 'token', maxSockets: 1 });
	const recordings = new Recordings(source);
	const outcome = await call(recordings).then(
		() => 'done',
		(error: RecordingError) => error.code,
	);
	await recordings.close();
	return outcome;
}

const list = async (recordings: Recordings) => await recordings.listPages().next();
const find = async (recordings: Recordings) => await recordings.findPages(`@container = 'recordings' AND "RecordingType" = 'CALL'`).next();
const stat = async (recordings: Recordings) => await recordings.stat('call');

describe('what real tokens may', () => {
	test.each<[string, () => string, string | undefined, (recordings: Recordings) => Promise<unknown>, string]>([
		['rl lists', () => containerSas(CONTAINER, 'rl'), CONTAINER, list, 'done'],
		['rl reads', () => containerSas(CONTAINER, 'rl'), CONTAINER, stat, 'done'],
		['l does not read', () => containerSas(CONTAINER, 'l'), CONTAINER, stat, 'PERMISSION_DENIED'],
		['r does not list', () => containerSas(CONTAINER, 'r'), CONTAINER, list, 'PERMISSION_DENIED'],
		['rl does not remove', () => containerSas(CONTAINER, 'rl'), CONTAINER, async (recordings) => await recordings.remove('call'), 'PERMISSION_DENIED'],
		['the account token finds', () => accountSas(), undefined, find, 'done'],
		['the account token does not list', () => accountSas(), CONTAINER, list, 'PERMISSION_DENIED'],
		['the account token does not read', () => accountSas(), CONTAINER, stat, 'PERMISSION_DENIED'],
		['an expired token does nothing', () => containerSas(CONTAINER, 'rl', inMinutes(-1)), CONTAINER, list, 'CREDENTIAL_EXPIRED'],
		['an expired token does not even describe', () => containerSas(CONTAINER, 'rl', inMinutes(-1)), CONTAINER, stat, 'CREDENTIAL_EXPIRED'],
		['a token with a wrong signature does nothing', () => containerSas(CONTAINER, 'rl').replace(/sig=../, 'sig=xx'), CONTAINER, list, 'CREDENTIAL_REFUSED'],
		['a token of another container does nothing', () => containerSas('other', 'rl'), CONTAINER, list, 'CREDENTIAL_REFUSED'],
		['a container that is not there', () => containerSas('missing', 'rl'), 'missing', list, 'CONTAINER_NOT_FOUND'],
		['an expression that is none', () => accountSas(), undefined, async (recordings) => await recordings.findPages('nonsense').next(), 'INVALID_REQUEST'],
	])('%s', async (_, sas, container, call, outcome) => {
		expect(await outcomeOf(sas(), container, call)).toBe(outcome);
	});
});
