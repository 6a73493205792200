import { NO_CAPABILITIES } from '../../../core/sources/capabilities';
import { delegateTo } from '../../../core/sources/layers/delegate';
import type { SourceEntry } from '../../../core/sources/source';
import { applies, runCheck, type Check } from '../check';
import { CHECKS } from '../checks';
import { patience } from '../checks/tools';
import type { Harness } from '../harness';
import { memoryHarness } from '../memory-harness';
import { REQUIRED_CAPABILITIES } from '../required-capabilities';
import { MUTANTS, onListed } from './mutants';

// Some of these never end.
beforeAll(() => void (patience.ms = 2_000));

async function verdict(harness: Harness, check: Check): Promise<'passed' | 'failed'> {
	return await runCheck(harness, check).then(
		() => 'passed',
		() => 'failed',
	);
}

const checkNamed = (name: string) => CHECKS.find((check) => check.name === name) as Check;

describe('the suite notices a source that', () => {
	test.each(MUTANTS)('$title', async ({ mustFail, mutate }) => {
		const check = checkNamed(mustFail);
		expect(await verdict(memoryHarness('mutant', mutate), check)).toBe('failed');
		expect(await verdict(memoryHarness('sound'), check)).toBe('passed');
	});

	test('declares more than is required', async () => {
		const sound = memoryHarness('memory');
		const harness: Harness = { ...sound, row: 'azure-blob (container token)' };
		expect(await verdict(harness, checkNamed('capabilities: exactly those that are required'))).toBe('failed');
	});

	test('leaves a connection open', async () => {
		const harness = memoryHarness('memory');
		const leaking: Harness = { ...harness, open: async () => ({ ...(await harness.open()), openSockets: () => 1 }) };
		expect(await verdict(leaking, checkNamed('close: twice is once'))).toBe('failed');
	});

	// S3's listing states neither a content type nor an MD5; what it states must be true all the same.
	test.each<[string, (entry: SourceEntry) => SourceEntry, 'passed' | 'failed']>([
		['lists neither MD5 nor content type', (entry) => ({ ...entry, contentMd5: undefined, contentType: undefined }), 'passed'],
		['lists a false MD5', (entry) => ({ ...entry, contentMd5: 'k0DUvvcVv1f+wZXECIy9dw==' }), 'failed'],
		['lists a false content type', (entry) => ({ ...entry, contentType: 'text/html' }), 'failed'],
		['lists no ETag', (entry) => ({ ...entry, etag: undefined }), 'failed'],
		['lists no time', (entry) => ({ ...entry, lastModified: undefined }), 'failed'],
		['lists no size', (entry) => ({ ...entry, sizeBytes: undefined }), 'failed'],
	])('%s, in the row of S3', async (_, change, expected) => {
		const harness = memoryHarness('of S3', (source) => ({ ...delegateTo(source), ...onListed(change)(source) }));
		expect(await verdict({ ...harness, row: 's3' }, checkNamed('list: entries state size, times and ETag as stat does'))).toBe(expected);
	});

	test.each(CHECKS.filter(({ lacks }) => lacks))('is not $name', async (check) => {
		const everything = memoryHarness('memory');
		expect(await verdict(everything, check)).toBe('failed');
	});
});

describe('the suite', () => {
	test('names each check once', () => {
		const names = CHECKS.map(({ name }) => name);
		expect(names).toEqual([...new Set(names)]);
	});

	test.each(Object.keys(NO_CAPABILITIES))('has checks that need %s, and one that wants it refused', (capability) => {
		expect(CHECKS.filter(({ needs }) => needs.includes(capability as never)).length).toBeGreaterThan(1);
		const refusals = CHECKS.filter(({ lacks }) => lacks === capability);
		// What is not declared is refused; an MD5 is a statement, not a call that could be.
		expect(refusals).toHaveLength(capability === 'contentMd5' ? 0 : 1);
	});

	test.each(Object.entries(REQUIRED_CAPABILITIES))('has checks for %s', (_, capabilities) => {
		expect(CHECKS.filter((check) => applies(check, capabilities)).length).toBeGreaterThan(20);
	});
});
