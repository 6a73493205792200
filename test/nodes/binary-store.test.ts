import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeProperties } from 'n8n-workflow';
import { HeldFiles } from '../../nodes/shared/binary-store';
import { binaryStoreNotice } from '../../nodes/shared/descriptions/binary-store';
import { downloadFields } from '../../nodes/shared/descriptions/download';

const MIB = 1024 * 1024;
const SHOW = { operation: ['download'] };
const textOf = (environment: Record<string, string>) => binaryStoreNotice(SHOW, environment).map(({ displayName }) => displayName).join();

describe('what a download costs is told in the editor before it fails', () => {
	test.each<[string, Record<string, string>, RegExp]>([
		['queue mode', { EXECUTIONS_MODE: 'queue' }, /whole through the memory of a worker, 512 MiB at most.*Recording Export/],
		['a limit of its own', { EXECUTIONS_MODE: 'queue', N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE: '1024' }, /1024 MiB at most/],
		['the database by choice', { N8N_DEFAULT_BINARY_DATA_MODE: 'database' }, /in its database/],
		['files', {}, /^$/],
		['files in queue mode', { EXECUTIONS_MODE: 'queue', N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' }, /^$/],
		['a bucket', { EXECUTIONS_MODE: 'queue', N8N_DEFAULT_BINARY_DATA_MODE: 's3' }, /^$/],
	])('%s', (_, environment, text) => {
		expect(textOf(environment)).toMatch(text);
	});

	test('it is the first thing that a Download shows', () => {
		const before = process.env.EXECUTIONS_MODE;
		process.env.EXECUTIONS_MODE = 'queue';
		const [notice] = downloadFields(SHOW, 'a.mp3') as [INodeProperties];
		process.env.EXECUTIONS_MODE = before ?? '';
		expect(notice).toMatchObject({ type: 'notice', displayOptions: { show: SHOW } });
	});
});

describe('files that n8n holds whole', () => {
	const mostAtOnce = async (environment: Record<string, string>, sizes: Array<number | undefined>) => {
		const held = new HeldFiles(environment);
		let [now, most] = [0, 0];
		const fetched = sizes.map(async (size) => {
			await held.hold(size, undefined, async () => {
				most = Math.max(most, (now += 1));
				await sleep(1);
				now -= 1;
			});
		});
		await Promise.all(fetched);
		return most;
	};

	test.each<[string, Record<string, string>, Array<number | undefined>, number]>([
		['small ones come as many at once as were asked for', { EXECUTIONS_MODE: 'queue' }, Array(8).fill(MIB), 8],
		['of large ones as many as fit into 256 MiB', { EXECUTIONS_MODE: 'queue' }, Array(8).fill(100 * MIB), 2],
		['larger ones one by one', { EXECUTIONS_MODE: 'queue' }, Array(3).fill(500 * MIB), 1],
		['those of unknown size count as 32 MiB', { EXECUTIONS_MODE: 'queue' }, Array(20).fill(undefined), 8],
		['where they stream, all at once', {}, Array(8).fill(500 * MIB), 8],
	])('%s', async (_, environment, sizes, expected) => {
		expect(await mostAtOnce(environment, sizes)).toBe(expected);
	});

	test('one that fails makes room', async () => {
		const held = new HeldFiles({ EXECUTIONS_MODE: 'queue' });
		await expect(held.hold(500 * MIB, undefined, async () => await Promise.reject(new Error('cut')))).rejects.toThrow('cut');
		expect(await held.hold(500 * MIB, undefined, async () => await Promise.resolve('whole'))).toBe('whole');
	});
});
