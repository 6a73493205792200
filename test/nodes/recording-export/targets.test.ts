import { ExportStage, genesys, recordingPath } from './export-stage';
import { storage, target, type PlaceKind } from './sources';

/** Each target: written once, verified by what Verify reads there, known the second time. */
const stage = new ExportStage();
const SEEDS = { [recordingPath(1)]: { content: 'first' }, [recordingPath(2)]: { content: 'second' } };

describe.each(['s3', 'azureBlob', 'sftp', 'ftps', 'folder'] as PlaceKind[])('%s', (kind) => {
	it('takes each file once, in a folder of its own, with a ledger that Verify and Status read', async () => {
		await genesys(stage, SEEDS);
		await target(stage, kind);
		const at = { targetFolder: kind === 'folder' ? '' : 'team a/exports' };
		const { json, hints } = await stage.run(at);
		expect(json).toMatchObject([{ exportedFiles: 2, ended: 'complete' }]);
		expect(hints.some(({ message }) => message.includes('no conditional writes'))).toBe(kind === 'sftp' || kind === 'ftps' || kind === 's3');
		expect((await stage.run(at)).json).toMatchObject([{ exportedFiles: 0, knownFiles: 2 }]);
		expect((await stage.run({ ...at, operation: 'verify' })).json).toMatchObject([{ isIntact: true, files: 2, findings: { missing: 0 } }]);
		expect((await stage.run({ ...at, operation: 'status' })).json).toMatchObject([{ backlogFiles: 0, exportedFiles: 2 }]);
		// Another folder is another ledger.
		if (kind !== 'folder') expect((await stage.run({ targetFolder: 'team b' })).json).toMatchObject([{ exportedFiles: 2, knownFiles: 0 }]);
	});
});

it('a job of another name exports anew, and finds the same files at the target', async () => {
	await genesys(stage, SEEDS);
	await stage.run();
	expect((await stage.run({ jobName: 'another' })).json).toMatchObject([{ exportedFiles: 2, adoptedFiles: 2 }]);
	expect(Object.keys(await stage.exported())).toHaveLength(2);
});

it.each([
	['one in the other', { sourceFolderPath: '$SOURCE', folderPath: '$SOURCE/copies' }],
	['the same', { sourceFolderPath: '$SOURCE', folderPath: '$SOURCE/' }],
])('refuses a source and a target that are %s', async (_, paths) => {
	const place = await storage(stage, 'folder', { 'a.wav': 'one', 'copies/b.wav': 'two' });
	const filled = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, path.replace('$SOURCE', String(place.parameters.folderPath))]));
	const error = await stage.failure({ ...filled, targetType: 'folder' });
	expect(error.message).toContain('lie one in the other');
});

it.each(['../up', 'a/./b', 'a\\b'])('refuses a folder that leads out: %s', async (targetFolder) => {
	await genesys(stage, SEEDS);
	await target(stage, 's3');
	expect((await stage.failure({ targetFolder })).message).toContain('"Target Folder"');
});

it('a folder outside what n8n allows is refused before anything is read', async () => {
	const server = await genesys(stage, SEEDS);
	const error = await stage.failure({ folderPath: '/etc' });
	expect(`${error.message} ${error.description}`).toContain('N8N_RESTRICT_FILE_ACCESS_TO');
	expect(server.requests).toHaveLength(0);
});
