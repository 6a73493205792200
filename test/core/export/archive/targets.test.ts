import { setTimeout as pause } from 'node:timers/promises';
import { withLayers } from '../../../../core/sources/layers';
import { delegateTo } from '../../../../core/sources/layers/delegate';
import type { Source } from '../../../../core/sources/source';
import { blobServerHarness } from '../../../conformance/azure-harness';
import { folderHarness } from '../../../conformance/folder-harness';
import { ftpServerHarness } from '../../../conformance/ftps-harness';
import type { Harness, Opened } from '../../../conformance/harness';
import { s3ServerHarness } from '../../../conformance/s3-harness';
import { sftpServerHarness } from '../../../conformance/sftp-harness';
import { RETRY, Stage } from '../stage';
import { expectOnce, PASSWORD } from './archives';

const HARNESSES: Harness[] = [
	folderHarness('a folder'),
	s3ServerHarness('S3'),
	s3ServerHarness('S3 without conditions', { isOther: true }),
	blobServerHarness('Azure Blob', 'container'),
	sftpServerHarness('SFTP'),
	ftpServerHarness('FTPS'),
];
const FILES = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`day ${at % 3}/call ${at}.wav`, `content of ${at}, `.repeat(at * 40)]));
const ARCHIVE = { maxFiles: 4, encryption: 'AES-256', password: PASSWORD } as const;

describe.each(HARNESSES)('to $name', (harness) => {
	let opened: Opened;
	let stage: Stage;
	/** Cuts the body of so many archives in their middle. */
	let cuts = 0;

	beforeEach(async () => {
		cuts = 0;
		opened = await harness.open();
		const target = withLayers(cutting(opened.source), { concurrency: 4, retry: RETRY });
		stage = new Stage({ target, folder: 'out/' });
		await stage.seed(FILES);
	});
	afterEach(async () => {
		await opened.source.close();
		await opened.close();
	});

	function cutting(source: Source): Source {
		return {
			...delegateTo(source),
			write: async (path, body, options) => {
				if (!path.endsWith('.zip') || cuts-- <= 0) return await source.write(path, body, options);
				const cut = () => {
					const whole = body();
					whole.once('data', () => whole.destroy(Object.assign(new Error('cut'), { code: 'ECONNRESET' }))).pause();
					return whole;
				};
				return await source.write(path, cut, options);
			},
		};
	}

	test('everything once, in spite of a cut; nothing the next time', async () => {
		cuts = 1;
		expect(await stage.run({ archive: ARCHIVE, scope: 'both' })).toMatchObject({ ended: 'complete', failed: 0, archives: 3, exported: { files: 9, adopted: 0 } });
		await expectOnce(stage, FILES);
		expect(await stage.run({ archive: ARCHIVE })).toMatchObject({ known: 9, archives: 0 });
	});

	test('two runs at once, and one that was cut before', async () => {
		const nobody = { claimMs: -120_000 };
		let isCut = false;
		const dying = new Stage({ target: { ...delegateTo(stage.targetFiles), write: async (path, body, options) => {
			if (isCut) throw new Error('gone');
			const entry = await stage.targetFiles.write(path, body, options);
			isCut ||= path.endsWith('.zip');
			return entry;
		}, remove: async () => await pause(1) }, folder: 'out/' });
		await dying.run({ source: stage.source, list: () => stage.list(), archive: ARCHIVE });
		expect(await stage.run({ archive: ARCHIVE, limits: { files: 1 }, tuning: nobody })).toMatchObject({ exported: { files: 5, adopted: 4 } });
		const both = await Promise.all([stage.run({ archive: { ...ARCHIVE, maxFiles: 2 } }), stage.run({ archive: ARCHIVE, order: 'newest' })]);
		for (const ran of both) expect(ran).toMatchObject({ ended: 'complete', failed: 0 });
		await stage.run({ archive: ARCHIVE, tuning: nobody });
		await expectOnce(stage, FILES);
	});
});
