import { NodeHelpers, type INodeProperties, type INodePropertyCollection, type INodePropertyOptions } from 'n8n-workflow';
import { GenesysSasApi } from '../../credentials/GenesysSasApi.credentials';
import { GenesysRecordings } from '../../nodes/GenesysRecordings/GenesysRecordings.node';

const { description, methods } = new GenesysRecordings();
const credential = new GenesysSasApi();

const named = (name: string) => description.properties.filter((property) => property.name === name);
const optionsOf = ({ options = [] }: INodeProperties) => options as INodePropertyOptions[];

/** Every field at any depth: collections hold fields, fixed collections hold groups of them. */
function fieldsOf(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []) as (INodeProperties | INodePropertyCollection)[];
		const deeper = inner.flatMap((option) => ('values' in option ? option.values : 'type' in option ? [option] : []));
		return [property, ...fieldsOf(deeper)];
	});
}

describe('the node', () => {
	test('its resources and operations', () => {
		const operations = named('operation').map((operation) => [
			operation.displayOptions?.show?.resource,
			optionsOf(operation).map(({ value }) => value),
		]);
		expect(optionsOf(named('resource')[0]).map(({ value }) => value)).toEqual(['recording', 'token']);
		expect(operations).toEqual([
			[['recording'], ['download', 'findByTags', 'getAll']],
			[['token'], ['check']],
		]);
	});

	test.each(named('operation').flatMap(optionsOf).map((option) => [option.name, option]))(
		'%s has an action and a description, which the editor lists',
		(_, { action, description: text }) => {
			expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+)*$/);
			expect(text).toBeTruthy();
		},
	);

	test('each field beside Resource and Operation is shown for some operation only', () => {
		const always = description.properties.filter(({ displayOptions }) => displayOptions === undefined);
		expect(always.map(({ name }) => name)).toEqual(['resource']);
	});

	test('no field holds a secret: those belong to the credential', () => {
		expect(fieldsOf(description.properties).filter(({ typeOptions }) => typeOptions?.password)).toEqual([]);
	});

	test('every method that the description names is there', () => {
		const searches = fieldsOf(description.properties)
			.flatMap(({ modes }) => modes ?? [])
			.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
		expect(new Set(searches)).toEqual(new Set(Object.keys(methods.listSearch)));
		expect(description.credentials).toEqual([{ name: credential.name, required: true, testedBy: 'testGenesysTokens' }]);
		expect(Object.keys(methods.credentialTest)).toEqual(['testGenesysTokens']);
	});

	test('its defaults are a node that lists recordings', () => {
		const node = { name: 'a', id: 'a', type: 'a', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const parameters = NodeHelpers.getNodeParameters(description.properties, {}, true, false, node, description);
		expect(parameters).toMatchObject({ resource: 'recording', operation: 'getAll', returnAll: false, limit: 50 });
		expect(NodeHelpers.getNodeParametersIssues(description.properties, { ...node, parameters: parameters ?? {} }, description)).toBeNull();
	});
});

describe('the credential', () => {
	test.each([
		['ACCOUNT CONTAINER', 'Account Container URL', 'Account Container Token'],
		['RECORDINGS CONTAINER', 'Recordings Container URL', 'Recordings Container Token'],
		['GIM-EXPORT CONTAINER', 'GIM-Export Container URL', 'GIM-Export Container Token'],
	])("mirrors the vendor's screen: %s", (_, ...labels) => {
		expect(credential.properties.map(({ displayName }) => displayName)).toEqual(expect.arrayContaining(labels));
	});

	test('whatever can carry a token is hidden', () => {
		const texts = credential.properties.filter(({ type, name }) => type === 'string' && name !== 'extraCa');
		expect(texts.filter(({ typeOptions }) => !typeOptions?.password)).toEqual([]);
		expect(texts).toHaveLength(7);
	});

	test('plain HTTP is off unless somebody switches it on', () => {
		expect(credential.properties.find(({ name }) => name === 'allowHttp')).toMatchObject({ type: 'boolean', default: false });
	});
});
