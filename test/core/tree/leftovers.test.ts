import { withLayers } from '../../../core/sources/layers';
import { Recordings } from '../../../core/sources/recordings';
import { folderHarness } from '../../conformance/folder-harness';
import { ftpServerHarness } from '../../conformance/ftps-harness';
import { memoryHarness } from '../../conformance/memory-harness';
import { sftpServerHarness } from '../../conformance/sftp-harness';
import { bodyOf } from '../../conformance/checks/tools';

const PART = '.upload-0123456789abcdef.part';
const OLD = '.upload-0123456789abcdef.old';
const LATER_MS = Date.now() + 86_400_000 * 365 * 20;

describe.each([folderHarness('a folder'), sftpServerHarness('SFTP'), ftpServerHarness('FTPS')])('$name', (harness) => {
	test('takes away what cut uploads left below a folder, and nothing else', async () => {
		const opened = await harness.open();
		const recordings = new Recordings(withLayers(opened.source, { concurrency: 2 }), 'out/');
		try {
			const others = ['out/call.wav', `out/a/x${PART}`, 'out/a/.upload-1.part', 'out/a/.upload-0123456789abcdef.part.wav'];
			await opened.seed(Object.fromEntries([...others, `out/${PART}`, `out/a/b/${PART}`, `out/a/${OLD}`, `else/${PART}`].map((path) => [path, 'x'])));
			expect(await recordings.removeLeftovers(0)).toBe(0);
			expect(await recordings.removeLeftovers(LATER_MS, { prefix: 'a/' })).toBe(1);
			expect(await recordings.removeLeftovers(LATER_MS)).toBe(1);
			expect(await recordings.removeLeftovers(LATER_MS)).toBe(0);
			const left: string[] = [];
			for await (const page of recordings.listPages()) left.push(...page.map(({ path }) => path));
			expect(left.sort()).toEqual(others.sort());
			await expect(opened.source.stat(`else/${PART}`, {})).resolves.toMatchObject({ sizeBytes: 1 });
			await expect(opened.source.stat(`out/a/${OLD}`, {})).resolves.toMatchObject({ sizeBytes: 1 });
		} finally {
			await recordings.close();
			await opened.close();
		}
	});
});

test('where uploads leave nothing among the files, nothing is taken away', async () => {
	const { source } = await memoryHarness('memory').open();
	await source.write(PART, bodyOf('x'), {});
	expect(await new Recordings(source).removeLeftovers(LATER_MS)).toBe(0);
	await expect(source.stat(PART, {})).resolves.toMatchObject({ sizeBytes: 1 });
});
