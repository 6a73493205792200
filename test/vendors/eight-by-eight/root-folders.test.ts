import { RecordingError } from '../../../core/errors/recording-error';
import type { ErrorCode } from '../../../core/errors/codes';
import type { Recordings } from '../../../core/sources/recordings';
import { RootFolders } from '../../../core/vendors/eight-by-eight/root-folders';

function rootWith(folders: string[] | ErrorCode) {
	let listings = 0;
	const recordings = {
		folder: '',
		async *listFolders() {
			listings++;
			if (typeof folders === 'string') throw new RecordingError({ code: folders, operation: 'list' });
			yield* folders.map((folder) => `${folder}/`);
		},
	} as unknown as Recordings;
	return { root: new RootFolders(recordings), listings: () => listings };
}

test.each<[string, string[] | ErrorCode, string[], string[]]>([
	['those that exist, in the order asked for', ['Index', 'S20160606', 'S20160607'], ['S20160607', 'S20160605', 'Index'], ['S20160607', 'Index']],
	['as they are stored, in whatever letters', ['index', 's20160606'], ['Index', 'S20160606'], ['index', 's20160606']],
	['both of two that differ in letters', ['S20160606', 's20160606'], ['S20160606'], ['S20160606', 's20160606']],
	['none of an empty root', [], ['Index'], []],
	['all of them where the root may not be listed', 'PERMISSION_DENIED', ['Index', 'S20160606'], ['Index', 'S20160606']],
])('%s', async (_, stored, wanted, expected) => {
	const { root, listings } = rootWith(stored);
	expect(await root.existing(wanted)).toEqual(expected);
	expect(await root.named(wanted[0])).toEqual(expected.filter((one) => one.toLowerCase() === wanted[0].toLowerCase()));
	expect(listings()).toBe(1);
});

test('a login that fails is not taken for a root that is closed', async () => {
	await expect(rootWith('CREDENTIAL_REFUSED').root.named('Index')).rejects.toMatchObject({ code: 'CREDENTIAL_REFUSED' });
});
