import { findExports, type FindExportsOptions } from '../../../../core/vendors/genesys/data-export';
import { containerOf, exportOf, type Files } from './stage';

const [A, B, C] = ['export_100_2026_01_01_00_00_00', 'export_2000_2026_01_01_08_00_00', 'export_2001_2026_01_02_00_00_00'];
const FILES: Files = {
	...exportOf(C, {}),
	...exportOf(A, {}),
	[`${A}/notes.txt`]: 'x',
	[`deep/in/${B}.zip`]: 'x',
	'mytenant/recording.mp3': 'x',
	'interaction_fact.csv': 'x',
};

const find = async (options: Partial<FindExportsOptions> = {}) => {
	const { recordings } = await containerOf(FILES);
	return await findExports(recordings, { retentionDays: 30, ...options });
};
const names = async (options: Partial<FindExportsOptions>) => (await find(options)).map(({ exportName }) => exportName);

test('an export tells what its name and its storage tell', async () => {
	expect((await find())[0]).toEqual({
		vendor: 'genesys',
		path: `${A}/${A}.zip`,
		container: 'gim-export',
		exportName: A,
		auditKey: '100',
		dataUntil: '2026-01-01T00:00:00Z',
		sizeBytes: expect.any(Number) as number,
		lastModified: expect.any(String) as string,
		etag: expect.any(String) as string,
		contentMd5: expect.any(String) as string,
		expiresAt: expect.any(String) as string,
		checksumPath: `${A}/${A}.zip.sha1`,
		otherPaths: [`${A}/notes.txt`],
	});
	expect((await find())[1]).not.toHaveProperty('checksumPath');
});

test.each<[string, Partial<FindExportsOptions>, string[]]>([
	['the oldest first', {}, [A, B, C]],
	['the newest first', { first: 'newest' }, [C, B, A]],
	['the oldest alone', { limit: 1 }, [A]],
	['the newest two', { first: 'newest', limit: 2 }, [C, B]],
	['none', { limit: 0 }, []],
	['under a prefix', { prefix: 'deep/' }, [B]],
	['after the first', { afterExport: A }, [B, C]],
	['after the path of one', { afterExport: `${B}/${B}.zip` }, [C]],
	['after one that is deleted', { afterExport: 'export_150_2026_01_01_04_00_00' }, [B, C]],
	['after the last', { afterExport: C }, []],
	['stored until now', { stored: { before: '2100-01-01T00:00:00Z' } }, [A, B, C]],
	['stored in the future', { stored: { after: '2100-01-01T00:00:00Z' } }, []],
])('%s', async (_, options, expected) => {
	expect(await names(options)).toEqual(expected);
});

test('a mark that tells no order is refused', async () => {
	await expect(find({ afterExport: 'yesterday' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
