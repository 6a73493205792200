import { randomBytes } from 'node:crypto';
import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';
import { RecordingExport } from '../../nodes/RecordingExport/RecordingExport.node';
import { N8n } from '../nodes/n8n';
import { writePkcs12 } from '../core/crypto/pkcs12-writer';
import { newKeyPair } from '../servers/ssh-keys';
import { makeRecordingCertificate } from '../core/crypto/writer';
import { credentialTypes, hiddenFieldsOf, propertiesOf } from './credential-types';
import { needlesFor } from './register';
import { Search } from './search';
import { formsOf } from '../secrets/seen.js';

const random = () => randomBytes(24).toString('base64');
const sas = () => `sv=2021-12-02&sr=c&sp=rwdl&se=2099-01-01T00%3A00%3A00Z&sig=${encodeURIComponent(random())}`;
const NOWHERE = 'http://127.0.0.1:9/account';

/** What a hidden field holds that is filled in well, by its name. A field of another name needs a line here. */
const WELL: [RegExp, () => string][] = [
	[/^account.*Url$/, () => `${NOWHERE}?${sas()}`],
	[/(Url|ContainersSecret)$/, () => `${NOWHERE}/container?${sas()}`],
	[/^(account|container|recordings|gimExport)Token$/, sas],
	[/^(secretAccessKey|sessionToken|password)$/, random],
	[/^privateKey$/, () => newKeyPair('ed25519', { passphrase: random(), cipher: 'aes256-ctr', rounds: 1 }).private],
	[/^privateKeys$/, () => makeRecordingCertificate({}).key],
	[/^pkcs12PrivateKeys$/, () => writePkcs12([makeRecordingCertificate({})], { passphrase: random() }).toString('base64')],
	[/^passphrases?$/, random],
];

/** How a field is filled in that somebody has mistaken for another one, or not copied whole. */
const WAYS: [string, (well: string) => string][] = [
	['well', (well) => well],
	['with garbage', () => `garbage ${random()}`],
	['with half of it', (well) => well.slice(0, Math.ceil(well.length / 2))],
	['with a token', sas],
	['with a key', () => newKeyPair('ed25519').private],
	['with a URL that has a password', () => `https://user:${random().replaceAll('/', '_')}@host.example/${random()}`],
	['with control characters', () => `\u0000${random()}\r\nDELE ${random()}`],
];

let n8n: N8n;
beforeAll(async () => (n8n = await N8n.start(new RecordingExport())), 30_000);
afterAll(async () => await n8n.stop());

const defaults = (properties: INodeProperties[]) => Object.fromEntries(properties.map(({ name, default: value }) => [name, value])) as ICredentialDataDecryptedObject;
/** Nobody listens there. */
const PLACE = { endpoint: 'http://127.0.0.1:9', host: '127.0.0.1', port: '9', platform: 'other', user: 'tenant', tenantName: 'tenant', bucket: 'bucket', fileLocation: 'bucket/folder/', accessKeyId: 'AKIANOBODY', allowHttp: true };

describe.each(credentialTypes())('$name', (type) => {
	const fields = hiddenFieldsOf(type);

	test.each(WAYS)('hidden fields that are filled in %s: the test of the credential shows none of them', async (_, fill) => {
		for (const login of [{ protocol: 'sftp', authentication: 'privateKey' }, { protocol: 'sftp', authentication: 'password' }, { protocol: 'ftpsExplicit', authentication: 'password' }]) {
			const filled = Object.fromEntries(fields.map(({ name }) => [name, fill(wellFilled(name))]));
			const result = await n8n.testCredential({ ...defaults(propertiesOf(type)), ...PLACE, ...login, ...filled }, type.name);
			const search = new Search(needlesFor(Object.entries(filled).map(([kind, text]) => ({ kind, text }))).needles);
			const shown = formsOf(result, 0).join('\n');
			expect(search.hitsIn(Buffer.from(shown)).map(({ kind, form }) => `${kind}, ${form}: ${shown}`)).toEqual([]);
		}
	});
});

function wellFilled(name: string): string {
	const [, make] = WELL.find(([pattern]) => pattern.test(name)) ?? [];
	if (!make) throw new Error(`${name} is hidden, and this suite does not know how it is filled in`);
	return make();
}
