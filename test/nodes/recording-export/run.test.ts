import { ExportStage, genesys, recordingPath } from './export-stage';

const stage = new ExportStage();
const ONE = recordingPath(1);
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

it('copies what is new, each file once, and sums up', async () => {
	const server = await genesys(stage, { [ONE]: { content: 'first' }, [recordingPath(2)]: { content: 'second!' } });
	const { json, hints } = await stage.run();
	expect(json).toMatchObject([{ jobName: 'nightly', ended: 'complete', exportedFiles: 2, exportedBytes: 12, failedFiles: 0, knownFiles: 0, manifestHash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
	expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/^Exported 2 files \(12 bytes\) in \d+ s; 0 were exported before\.$/)]);
	expect(await stage.exported()).toEqual({ [`mytenant/2026/01/30/${nameOf(ONE)}`]: 'first', [`mytenant/2026/01/30/${nameOf(recordingPath(2))}`]: 'second!' });
	server.seed('recordings', { [recordingPath(3)]: { content: 'third' } });
	const reads = server.requests.length;
	expect((await stage.run()).json).toMatchObject([{ exportedFiles: 1, knownFiles: 2 }]);
	expect(server.requests.slice(reads).filter(({ method, blob }) => method === 'GET' && blob !== '')).toHaveLength(1);
});
