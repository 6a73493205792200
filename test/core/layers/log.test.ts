import { withLog } from '../../../core/sources/layers/log';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { networkError, scripted } from './scripted';

function noting(): { logger: { debug: jest.Mock; warn: jest.Mock }; text: () => string } {
	const logger = { debug: jest.fn(), warn: jest.fn() };
	return { logger, text: () => JSON.stringify([logger.debug.mock.calls, logger.warn.mock.calls]) };
}

describe('withLog', () => {
	test('tells what was done, on what, and for how long', async () => {
		const { logger } = noting();
		await withLog(new MemorySource('recordings'), logger).listPage({ prefix: 'mytenant/' });
		const details = { source: 'memory', container: 'recordings', path: 'mytenant/', durationMs: expect.any(Number) as number };
		expect(logger.debug.mock.calls).toEqual([['Recordings: list', details]]);
	});

	test('tells how it failed, and passes the error on as it is', async () => {
		const { logger } = noting();
		const error = networkError();
		const source = withLog(scripted({ stat: async () => await Promise.reject(error) }), logger);
		await expect(source.stat('a.mp3', {})).rejects.toBe(error);
		expect(logger.warn.mock.calls).toEqual([['Recordings: stat failed', expect.objectContaining({ path: 'a.mp3', code: 'CONNECTION_FAILED' })]]);
	});

	test('never tells a token, not even one in a path', async () => {
		const { logger, text } = noting();
		const source = withLog(scripted({ stat: async () => await Promise.reject(new Error('at ?sig=Zm9v')) }), logger);
		await expect(source.stat('https://h/c?sv=1&sig=Zm9v', {})).rejects.toThrow();
		expect(text()).not.toContain('Zm9v');
	});
});
