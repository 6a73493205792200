import {
	NodeHelpers,
	type ICredentialType,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
} from 'n8n-workflow';
import { ArchivePasswordApi } from '../../credentials/ArchivePasswordApi.credentials';
import { AzureBlobSourceApi } from '../../credentials/AzureBlobSourceApi.credentials';
import { AzureBlobTargetApi } from '../../credentials/AzureBlobTargetApi.credentials';
import { CxoneSeaApi } from '../../credentials/CxoneSeaApi.credentials';
import { EightByEightSftpApi } from '../../credentials/EightByEightSftpApi.credentials';
import { GenesysSasApi } from '../../credentials/GenesysSasApi.credentials';
import { RecordingKeysApi } from '../../credentials/RecordingKeysApi.credentials';
import { S3SourceApi } from '../../credentials/S3SourceApi.credentials';
import { S3TargetApi } from '../../credentials/S3TargetApi.credentials';
import { SftpSourceApi } from '../../credentials/SftpSourceApi.credentials';
import { SftpTargetApi } from '../../credentials/SftpTargetApi.credentials';
import { CxoneSea } from '../../nodes/CxoneSea/CxoneSea.node';
import { CxoneSeaTrigger } from '../../nodes/CxoneSeaTrigger/CxoneSeaTrigger.node';
import { EightByEightRecordingsTrigger } from '../../nodes/EightByEightRecordingsTrigger/EightByEightRecordingsTrigger.node';
import { GenesysRecordingsTrigger } from '../../nodes/GenesysRecordingsTrigger/GenesysRecordingsTrigger.node';
import { EightByEightRecordings } from '../../nodes/EightByEightRecordings/EightByEightRecordings.node';
import { GenesysRecordings } from '../../nodes/GenesysRecordings/GenesysRecordings.node';
import { RecordingExport } from '../../nodes/RecordingExport/RecordingExport.node';
import { RecordingFiles } from '../../nodes/RecordingFiles/RecordingFiles.node';
import { VerbaRecordings } from '../../nodes/VerbaRecordings/VerbaRecordings.node';
import packageJson from '../../package.json';

interface Row {
	node: INodeType;
	credential: ICredentialType;
	/** Resource, with its operations. */
	operations: [string, string[]][];
	/** Of a new node; as a rule it lists recordings. */
	defaults?: object;
	/** Beside its own: what it takes when it decrypts. */
	furtherCredentials?: object[];
	/** Of its own credential, where it is one of several to choose among. */
	shownFor?: object;
	/** What is tested with it, beside its own. */
	otherCredentials?: ICredentialType[];
}

const KEYS = { name: 'recordingKeysApi', required: true, testedBy: 'testRecordingKeys' };
const LISTING = { resource: 'recording', operation: 'getAll', returnAll: false, limit: 50 };

const NODES: Row[] = [
	{
		node: new GenesysRecordings(),
		credential: new GenesysSasApi(),
		operations: [
			['dataExport', ['download', 'getAll', 'parse']],
			['recording', ['download', 'findByTags', 'getAll']],
			['token', ['check']],
		],
		furtherCredentials: [{ ...KEYS, displayOptions: { show: { decrypt: [true] } } }],
	},
	{
		node: new EightByEightRecordings(),
		credential: new EightByEightSftpApi(),
		operations: [
			['index', ['download', 'getAll', 'parse', 'reconcile']],
			['recording', ['download', 'getAll']],
		],
	},
	{ node: new CxoneSea(), credential: new CxoneSeaApi(), operations: [['recording', ['delete', 'download', 'getAll']]] },
	{
		node: new RecordingFiles(),
		credential: new RecordingKeysApi(),
		operations: [['file', ['decrypt', 'parseFileName', 'parseIndex', 'unpack']]],
		defaults: { resource: 'file', operation: 'decrypt', inputField: 'data' },
		shownFor: { displayOptions: { show: { operation: ['decrypt'] } } },
		furtherCredentials: [{ name: 'archivePasswordApi', required: true, testedBy: 'testArchivePassword', displayOptions: { show: { withPassword: [true] } } }],
	},
	{
		node: new VerbaRecordings(),
		credential: new S3TargetApi(),
		operations: [['export', ['download', 'getAll', 'parse', 'unpack']]],
		defaults: { resource: 'export', operation: 'getAll', targetType: 's3', returnAll: false, limit: 50 },
		shownFor: { displayOptions: { show: { targetType: ['s3'] } } },
		furtherCredentials: [
			{ name: 'azureBlobTargetApi', required: true, testedBy: 'testAzureBlobTarget', displayOptions: { show: { targetType: ['azureBlob'] } } },
			{ name: 'sftpTargetApi', required: true, testedBy: 'testSftpTarget', displayOptions: { show: { targetType: ['sftp'] } } },
			{ name: 'archivePasswordApi', required: true, testedBy: 'testArchivePassword', displayOptions: { show: { withPassword: [true] } } },
		],
		otherCredentials: [new AzureBlobTargetApi(), new SftpTargetApi(), new ArchivePasswordApi()],
	},
];

const TRIGGERS: [INodeType, ICredentialType][] = [
	[new CxoneSeaTrigger(), new CxoneSeaApi()],
	[new EightByEightRecordingsTrigger(), new EightByEightSftpApi()],
	[new GenesysRecordingsTrigger(), new GenesysSasApi()],
];

/** Of the export: what each takes, and when. Storage and Verba share those of their type. */
const EXPORT_CREDENTIALS: [ICredentialType, string, object][] = [
	[new GenesysSasApi(), 'testGenesysTokens', { source: ['genesys'] }],
	[new CxoneSeaApi(), 'testSeaFolder', { source: ['cxone'] }],
	[new EightByEightSftpApi(), 'testLogin', { source: ['eightByEight'] }],
	[new S3SourceApi(), 'testS3Source', { sourceType: ['s3'] }],
	[new AzureBlobSourceApi(), 'testAzureBlobSource', { sourceType: ['azureBlob'] }],
	[new SftpSourceApi(), 'testSftpSource', { sourceType: ['sftp'] }],
	[new S3TargetApi(), 'testS3Target', { targetType: ['s3'] }],
	[new AzureBlobTargetApi(), 'testAzureBlobTarget', { targetType: ['azureBlob'] }],
	[new SftpTargetApi(), 'testSftpTarget', { targetType: ['sftp'] }],
	[new ArchivePasswordApi(), 'testArchivePassword', { archive: ['zipStandard', 'zipAes256'] }],
	[new RecordingKeysApi(), 'testRecordingKeys', { decrypt: [true] }],
];

const optionsOf = ({ options = [] }: INodeProperties) => options as INodePropertyOptions[];

/** Every field at any depth: collections hold fields, fixed collections hold groups of them. */
function fieldsOf(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []) as (INodeProperties | INodePropertyCollection)[];
		const deeper = inner.flatMap((option) => ('values' in option ? option.values : 'type' in option ? [option] : []));
		return [property, ...fieldsOf(deeper)];
	});
}

test('every node and credential of the package is in the table', () => {
	expect(packageJson.n8n.nodes).toHaveLength(NODES.length + TRIGGERS.length + 1);
	expect(packageJson.n8n.credentials).toHaveLength(new Set([...NODES.flatMap(({ credential, otherCredentials = [] }) => [credential, ...otherCredentials]), ...EXPORT_CREDENTIALS.map(([credential]) => credential)].map(({ name }) => name)).size);
});

describe.each(NODES.map((row) => ({ ...row, name: row.node.description.displayName })))('$name', ({ node, credential, operations, defaults = LISTING, furtherCredentials = [], shownFor, otherCredentials = [] }) => {
	const { description, methods } = node;
	const named = (name: string) => description.properties.filter((property) => property.name === name);

	test('its resources and operations', () => {
		const found = named('operation').map((operation) => [
			operation.displayOptions?.show?.resource?.[0],
			optionsOf(operation).map(({ value }) => value),
		]);
		expect(found).toEqual(operations);
		expect(optionsOf(named('resource')[0]).map(({ value }) => value)).toEqual(operations.map(([resource]) => resource));
	});

	test('each operation has an action and a description, which the editor lists', () => {
		for (const { action, description: text } of named('operation').flatMap(optionsOf)) {
			expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+)*$/);
			expect(text).toBeTruthy();
		}
	});

	test('each field beside Resource is shown for some operation only', () => {
		const always = description.properties.filter(({ displayOptions }) => displayOptions === undefined);
		expect(always.map(({ name }) => name)).toEqual(['resource']);
	});

	test('no field holds a secret: those belong to the credential', () => {
		expect(fieldsOf(description.properties).filter(({ typeOptions }) => typeOptions?.password)).toEqual([]);
	});

	test('every method that the description names is there, and no other', () => {
		const searches = fieldsOf(description.properties)
			.flatMap(({ modes }) => modes ?? [])
			.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
		expect(new Set(searches)).toEqual(new Set(Object.keys(methods?.listSearch ?? {})));
		const tests = Object.keys(methods?.credentialTest ?? {});
		expect(description.credentials).toEqual([{ name: credential.name, required: true, testedBy: tests[0], ...shownFor }, ...furtherCredentials]);
		expect(tests).toHaveLength(1 + furtherCredentials.length);
	});

	test('its defaults are a node that works as it is', () => {
		const empty = { name: 'a', id: 'a', type: 'a', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const parameters = NodeHelpers.getNodeParameters(description.properties, {}, true, false, empty, description);
		expect(parameters).toMatchObject(defaults);
		expect(NodeHelpers.getNodeParametersIssues(description.properties, { ...empty, parameters: parameters ?? {} }, description)).toBeNull();
	});

	test('plain HTTP is off unless somebody switches it on', () => {
		for (const { properties } of [credential, ...otherCredentials]) {
			// Where there is HTTP at all.
			const hasAddress = properties.some(({ name }) => /url|endpoint/i.test(name));
			const allowHttp = properties.find(({ name }) => name === 'allowHttp');
			expect(allowHttp).toEqual(hasAddress ? expect.objectContaining({ type: 'boolean', default: false }) : undefined);
		}
	});
});

describe.each(TRIGGERS.map(([node, credential]) => [node.description.displayName, node, credential] as const))('%s', (_, { description, methods }, credential) => {
	test('is a polling trigger of the same vendor, and no tool', () => {
		expect(description).toMatchObject({ polling: true, inputs: [], group: ['trigger'], name: expect.stringMatching(/Trigger$/) });
		expect(description.usableAsTool).toBeUndefined();
		const [testedBy] = Object.keys(methods?.credentialTest ?? {});
		expect(description.credentials).toEqual([{ name: credential.name, required: true, testedBy }]);
	});

	test('every search that the description names is there, and no other', () => {
		const searches = fieldsOf(description.properties)
			.flatMap(({ modes }) => modes ?? [])
			.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
		expect(new Set(searches)).toEqual(new Set(Object.keys(methods?.listSearch ?? {})));
	});

	test('its defaults start with what is new', () => {
		const empty = { name: 'a', id: 'a', type: 'a', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const parameters = NodeHelpers.getNodeParameters(description.properties, {}, true, false, empty, description);
		expect(parameters).toMatchObject({ beginWith: 'now', download: false });
		expect(NodeHelpers.getNodeParametersIssues(description.properties, { ...empty, parameters: parameters ?? {} }, description)).toBeNull();
	});
});

describe('Recording Export', () => {
	const { description, methods } = new RecordingExport();
	const empty = { name: 'a', id: 'a', type: 'a', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const issuesOf = (given: INodeParameters) => {
		const parameters = NodeHelpers.getNodeParameters(description.properties, given, true, false, empty, description) ?? {};
		return { parameters, issues: NodeHelpers.getNodeParametersIssues(description.properties, { ...empty, parameters }, description) };
	};

	test('is no tool for agents', () => expect(description.usableAsTool).toBeUndefined());

	test('its credentials, each for its source or target, and with a test', () => {
		expect(description.credentials).toEqual(EXPORT_CREDENTIALS.map(([{ name }, testedBy, show]) => ({ name, required: true, testedBy, displayOptions: { show } })));
		expect(Object.keys(methods.credentialTest)).toEqual(EXPORT_CREDENTIALS.map(([, testedBy]) => testedBy));
	});

	// n8n takes a field for the choice of a way to log in, and hides it, where credentials are shown for each of its values.
	test('no field has all of its choices in the conditions of credentials', () => {
		const conditions = description.credentials?.flatMap(({ displayOptions }) => Object.entries(displayOptions?.show ?? {})) ?? [];
		const covered = new Set(conditions.flatMap(([name, values]) => (values ?? []).map((value) => `${name} ${String(value)}`)));
		const fields = description.properties.filter(({ type, name }) => type === 'options' && conditions.some(([condition]) => condition === name));
		expect(new Set(fields.map(({ name }) => name))).toEqual(new Set(['source', 'sourceType', 'targetType', 'archive']));
		expect(fields.filter((field) => optionsOf(field).every(({ value }) => covered.has(`${field.name} ${String(value)}`)))).toEqual([]);
	});

	test('the credentials of sources are those of targets, under another name; they ask for no right to write', () => {
		for (const [{ name, extends: above, properties }] of EXPORT_CREDENTIALS.filter(([{ name }]) => name.endsWith('SourceApi'))) {
			expect([name, above, properties.map((property) => property.name)]).toEqual([name, [name.replace('Source', 'Target')], ['notice']]);
			expect(properties[0].displayName).not.toMatch(/for exports|put|write|create/i);
		}
	});

	test('a new one runs, deletes nothing, and wants a name for the job', () => {
		const { parameters, issues } = issuesOf({});
		expect(parameters).toMatchObject({ operation: 'run', source: 'genesys', recordings: 'all', targetType: 's3', scope: 'media', deleteAtSource: false, output: 'summary' });
		expect(Object.keys(issues?.parameters ?? {})).toEqual(['jobName']);
		expect(issuesOf({ jobName: 'nightly' }).issues).toBeNull();
		expect(issuesOf({ targetType: 'binary' }).issues).toBeNull();
	});

	test('no field holds a secret, and each is shown for some operation only', () => {
		expect(fieldsOf(description.properties).filter(({ typeOptions }) => typeOptions?.password)).toEqual([]);
		expect(description.properties.filter(({ displayOptions }) => displayOptions === undefined).map(({ name }) => name)).toEqual(['resource']);
	});
});

describe('the credentials', () => {
	const labelsOf = ({ properties }: ICredentialType) => properties.map(({ displayName }) => displayName);
	const openTexts = ({ properties }: ICredentialType) =>
		properties.filter(({ type, typeOptions }) => type === 'string' && !typeOptions?.password).map(({ name }) => name);

	test.each([
		['ACCOUNT CONTAINER', 'Account Container URL', 'Account Container Token'],
		['RECORDINGS CONTAINER', 'Recordings Container URL', 'Recordings Container Token'],
		['GIM-EXPORT CONTAINER', 'GIM-Export Container URL', 'GIM-Export Container Token'],
	])("Genesys: mirrors the vendor's screen: %s", (_, ...labels) => {
		expect(labelsOf(new GenesysSasApi())).toEqual(expect.arrayContaining(labels));
	});

	test("CXone: mirrors the vendor's screen", () => {
		expect(labelsOf(new CxoneSeaApi())).toEqual(expect.arrayContaining(['File Location', 'Access Key ID', 'Secret Access Key']));
	});

	test.each([new S3TargetApi(), new AzureBlobTargetApi(), new SftpTargetApi()])('$displayName says which rights it needs, for reading and for exports', ({ properties }) => {
		expect(properties[0].displayName).toMatch(/needs? (?=.*list)(?=.*(read|get)).*for exports.*(write|put|make)/i);
	});

	test('whatever can carry a token or key is hidden', () => {
		expect(openTexts(new GenesysSasApi())).toEqual(['extraCa']);
		expect(openTexts(new RecordingKeysApi())).toEqual([]);
		expect(openTexts(new CxoneSeaApi())).toEqual(['fileLocation', 'accessKeyId', 'region', 'endpoint', 'extraCa']);
		expect(openTexts(new S3TargetApi())).toEqual(['endpoint', 'region', 'bucket', 'folder', 'accessKeyId', 'extraCa']);
		expect(openTexts(new AzureBlobTargetApi())).toEqual(['folder', 'extraCa']);
		expect(openTexts(new SftpTargetApi())).toEqual(['host', 'port', 'user', 'hostKey', 'folder', 'extraCa']);
		expect(openTexts(new ArchivePasswordApi())).toEqual([]);
	});
});
