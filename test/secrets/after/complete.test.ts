import { credentialTypes, hiddenFieldsOf } from '../credential-types';
import { readRegister } from '../register';

const fields = credentialTypes().flatMap((type) => hiddenFieldsOf(type).map(({ name }) => `${type.name}.${name}`));
const registered = [...new Set(readRegister(process.env.CALL_RECORDINGS_SECRETS ?? '').map(({ kind }) => kind))];

it('there are credentials with fields that are hidden', () => expect(fields.length).toBeGreaterThan(20));

it.each(fields)('the suites use a secret of %s, and the search knows it', (field) => expect(registered).toContain(field));

it.each(['Secret', 'SAS token', 'account key', 'key of S3', 'password of FTP', 'password of SFTP', 'private key of SSH', 'private key of TLS', 'recording key', 'passphrase of SSH'])(
	'what the suites mint is told: %s',
	(kind) => expect(registered).toContain(kind),
);
