import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { CxoneSeaTrigger } from '../../nodes/CxoneSeaTrigger/CxoneSeaTrigger.node';
import { EightByEightRecordingsTrigger } from '../../nodes/EightByEightRecordingsTrigger/EightByEightRecordingsTrigger.node';
import { GenesysRecordingsTrigger } from '../../nodes/GenesysRecordingsTrigger/GenesysRecordingsTrigger.node';
import { SeaStage, seaName } from './cxone/sea-stage';
import { TenantStage } from './eight-by-eight/tenant-stage';
import type { N8n, PollOptions } from './n8n';
import { Stage } from './stage';
import { credentialOf, recordingPath } from './tenant';

interface Vendor {
	n8n(): N8n;
	credential(): ICredentialDataDecryptedObject;
	/** Puts a recording there, as it is stored now; gives its path. */
	store(number: number): string;
	/** Beside those of all triggers. */
	parameters?: INodeParameters;
	/** Requests that look for recordings. */
	looks(): number;
}

const two = (number: number) => String(number).padStart(2, '0');

function cxone(): Vendor {
	const stage = new SeaStage({}, new CxoneSeaTrigger());
	return {
		n8n: () => stage.n8n,
		credential: () => stage.credential,
		store: (number) => {
			// Old contacts that a rule copies today: their names sort into the past, and the later ones first.
			const name = seaName(number, `2025-12-${two(28 - (number % 28))}T08:00:00Z`);
			stage.seed({ [name]: `content ${number}` });
			return `mytenant/${name}`;
		},
		looks: () => stage.server.operations.filter((operation) => operation === 'ListObjectsV2').length,
	};
}

function genesys(): Vendor {
	const stage = new Stage({}, new GenesysRecordingsTrigger());
	return {
		n8n: () => stage.n8n,
		credential: () => credentialOf(stage.server),
		store: (number) => {
			const path = recordingPath(number);
			const StoredTime = `${new Date().toISOString().slice(0, 19)}Z`;
			stage.server.seed('recordings', { [path]: { content: `content ${number}`, tags: { RecordingType: 'CALL', StoredTime } } });
			return path;
		},
		looks: () => stage.queries('comp').filter((value) => value === 'blobs').length,
	};
}

function eightByEight(): Vendor {
	const stage = new TenantStage({}, new EightByEightRecordingsTrigger());
	return {
		n8n: () => stage.n8n,
		credential: () => stage.credential,
		store: (number) => {
			const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
			const path = `S${day}/R${day}${two(23 - (number % 24))}0000${String(number).padStart(4, '0')}.wav`;
			stage.server.seed({ [path]: `content ${number}` });
			return path;
		},
		parameters: { days: 2, options: { minimumAgeMinutes: 0 } },
		looks: () => stage.server.commands.filter((command) => /^(MLSD|LIST)\b/.test(command)).length,
	};
}

describe.each<[string, () => Vendor]>([
	['NICE CXone SEA Trigger', cxone],
	['Genesys Recordings Trigger', genesys],
	['8x8 Recordings Trigger', eightByEight],
])('%s', (_, make) => {
	const vendor = make();
	let memory: IDataObject;
	beforeEach(() => (memory = {}));

	async function poll(parameters: INodeParameters = {}, more: Partial<PollOptions> = {}): Promise<string[][]> {
		const { options, ...others } = vendor.parameters ?? {};
		const all = { ...others, ...parameters, options: { ...(options as object), ...(parameters.options as object) } };
		const runs = await vendor.n8n().poll({ parameters: all, credential: vendor.credential(), memory, ...more });
		return runs.map((items) => items.map(({ json }) => String(json.path)));
	}
	const asSaved = () => JSON.parse(JSON.stringify(memory)) as IDataObject;

	test('what is there at the activation is not new; what comes is, once', async () => {
		vendor.store(1);
		expect(await poll()).toEqual([]);
		const path = vendor.store(2);
		expect([await poll(), await poll()]).toEqual([[[path]], []]);
	});

	test('nothing new is one look', async () => {
		vendor.store(1);
		await poll();
		const before = vendor.looks();
		await poll();
		// 8x8: the root, and a folder for each day that is there.
		expect(vendor.looks() - before).toBeLessThanOrEqual(2);
	});

	test('everything there is, in executions of a size', async () => {
		const paths = [1, 2, 3, 4, 5].map((number) => vendor.store(number));
		const runs = await poll({ beginWith: 'everything', options: { perExecution: 2 } });
		expect(runs.map(({ length }) => length)).toEqual([2, 2, 1]);
		expect(runs.flat().sort()).toEqual(paths.sort());
		expect(await poll({ beginWith: 'everything', options: { perExecution: 2 } })).toEqual([]);
	});

	test('a test in the editor shows a few, and remembers nothing', async () => {
		for (let number = 1; number <= 9; number++) vendor.store(number);
		const [shown] = await poll({}, { mode: 'manual' });
		expect(shown).toHaveLength(5);
		expect(memory).toEqual({});
	});

	test('a test that finds nothing says so', async () => {
		await expect(poll({ filters: { extensions: 'xyz' } }, { mode: 'manual' })).rejects.toThrow('There is no recording that matches');
	});

	test('files come with their items, verified', async () => {
		await poll({ download: true });
		vendor.store(3);
		const [[item]] = await vendor.n8n().poll({ parameters: { ...vendor.parameters, download: true }, credential: vendor.credential(), memory });
		expect(String(await vendor.n8n().bytesOf(item.binary?.data))).toBe('content 3');
		expect(item.json.verifiedBy).toMatch(/^(md5|size)$/);
	});

	test('an execution that n8n could not begin comes again', async () => {
		await poll();
		const path = vendor.store(1);
		expect(await poll({}, { ends: 'not at all' })).toEqual([[path]]);
		await new Promise(setImmediate);
		expect(await poll()).toEqual([[path]]);
		expect(await poll()).toEqual([]);
	});

	test('after an end in the middle of an execution, its recordings come again', async () => {
		await poll();
		const path = vendor.store(1);
		expect(await poll({}, { ends: 'never' })).toEqual([[path]]);
		// What n8n has saved, in another process: this one is known by its name.
		memory = JSON.parse(JSON.stringify(asSaved()).replace(/"process":"[^"]*"/, '"process":"another"')) as IDataObject;
		expect(await poll()).toEqual([[path]]);
	});

	test('after a restart in good order nothing comes again', async () => {
		await poll();
		const path = vendor.store(1);
		expect(await poll()).toEqual([[path]]);
		await new Promise((resolve) => setTimeout(resolve, 50));
		memory = JSON.parse(JSON.stringify(asSaved()).replace(/"process":"[^"]*"/, '"process":"another"')) as IDataObject;
		expect(await poll()).toEqual([]);
	});

	test('settings that cannot be meant are named', async () => {
		await expect(poll({ beginWith: 'since', since: '' })).rejects.toThrow('"Since" is empty');
		await expect(poll({ options: { lookBackMinutes: -1 } })).rejects.toThrow('"Look Back (Minutes)" is -1');
	});
});
