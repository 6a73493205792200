import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EgressFilter } from '../../../core/http/egress';
import { egressOfEnvironment } from '../../../core/http/environment-egress';

const ON = { N8N_SSRF_PROTECTION_ENABLED: 'true' };

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'egress-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function fileOf(content: string): string {
	const path = join(folder, 'value');
	writeFileSync(path, content);
	return path;
}

function isAllowed(environment: NodeJS.ProcessEnv, host: string): boolean {
	return egressOfEnvironment(environment)?.validateConnectionHost(host).ok ?? true;
}

function whyNot(egress: EgressFilter | undefined, host: string): string {
	const verdict = egress?.validateConnectionHost(host);
	return verdict?.ok === false ? verdict.error.message : '';
}

async function lookedUp(egress: EgressFilter | undefined, name: string): Promise<string> {
	return await new Promise((resolve) => egress?.createSecureLookup()(name, {}, (error, address) => resolve(error?.message ?? String(address))));
}

describe('each variable counts from the file that its name with _FILE names, too', () => {
	test.each<[string, string, NodeJS.ProcessEnv, string, boolean]>([
		['PROTECTION_ENABLED', 'true\n', {}, '127.0.0.1', false],
		['PROTECTION_ENABLED', '0\n', {}, '127.0.0.1', true],
		['PROTECTION_ENABLED', 'true', { N8N_SSRF_PROTECTION_ENABLED: 'false' }, '127.0.0.1', true],
		['PROTECTION_ENABLED', 'true', { N8N_SSRF_PROTECTION_ENABLED: '' }, '127.0.0.1', true],
		['BLOCKED_IP_RANGES', 'default,\n100.64.0.0/10\r\n', ON, '100.64.0.1', false],
		['BLOCKED_IP_RANGES', '"default"', ON, '127.0.0.1', false],
		['BLOCKED_IP_RANGES', 'default', { ...ON, N8N_SSRF_BLOCKED_IP_RANGES: '100.64.0.0/10' }, '127.0.0.1', true],
		['ALLOWED_IP_RANGES', '127.0.0.0/8\n', ON, '127.0.0.1', true],
	])('%s_FILE with %j, beside %j: %s', (name, content, environment, host, expected) => {
		expect(isAllowed({ ...environment, [`N8N_SSRF_${name}_FILE`]: fileOf(content) }, host)).toBe(expected);
	});

	test.each([
		['BLOCKED_HOSTNAMES', 'a restricted name'],
		['ALLOWED_HOSTNAMES', '127.0.0.1'],
	])('%s_FILE', async (name, expected) => {
		const egress = egressOfEnvironment({ ...ON, N8N_SSRF_BLOCKED_IP_RANGES: name.startsWith('A') ? 'default' : '', [`N8N_SSRF_${name}_FILE`]: fileOf('localhost\n') });
		expect((await lookedUp(egress, 'localhost')).replace(/^::1$/, '127.0.0.1')).toBe(expected);
	});
});

test.each<[NodeJS.ProcessEnv, string, boolean]>([
	[{ N8N_SSRF_PROTECTION_ENABLED: '"true"' }, '127.0.0.1', false],
	[{ N8N_SSRF_PROTECTION_ENABLED: " '1' " }, '127.0.0.1', false],
	[{ N8N_SSRF_PROTECTION_ENABLED: '"False"' }, '127.0.0.1', true],
	[{ ...ON, N8N_SSRF_BLOCKED_IP_RANGES: '"default,100.64.0.0/10"' }, '127.0.0.1', false],
	[{ ...ON, N8N_SSRF_BLOCKED_IP_RANGES: '"default,100.64.0.0/10"' }, '100.127.0.1', false],
	[{ ...ON, N8N_SSRF_BLOCKED_IP_RANGES: "'Default'" }, '127.0.0.1', false],
	[{ ...ON, N8N_SSRF_BLOCKED_IP_RANGES: '' }, '127.0.0.1', true],
])('quotes around a value go: %j, %s', (environment, host, expected) => {
	expect(isAllowed(environment, host)).toBe(expected);
});

describe('what cannot be read refuses everything, by the name of its variable and without its text', () => {
	const SECRET = 'q8ZrK8mT4yLw1nB6';

	test.each<[string, string]>([
		['PROTECTION_ENABLED', 'yes'],
		['PROTECTION_ENABLED', SECRET],
		['PROTECTION_ENABLED', '"true'],
		['BLOCKED_IP_RANGES', `default,${SECRET}`],
		['BLOCKED_IP_RANGES', '"default,10.0.0.0/8'],
		['BLOCKED_IP_RANGES', '"default","10.0.0.0/8"'],
		['BLOCKED_IP_RANGES', '10.0.0.0/33'],
		['BLOCKED_IP_RANGES', '10.0.0.5'],
		['BLOCKED_IP_RANGES', '10.0.0.0/8/8'],
		['BLOCKED_IP_RANGES', '10.0.0.0/'],
		['BLOCKED_IP_RANGES', 'fd00::/129'],
		['BLOCKED_IP_RANGES', 'fe80::1%lo/64'],
		['BLOCKED_IP_RANGES', '10.0.0.0/8;172.16.0.0/12'],
		['ALLOWED_IP_RANGES', 'default'],
		// Nor does n8n take these quotes away.
		['ALLOWED_IP_RANGES', '"93.184.0.0/16"'],
		['ALLOWED_HOSTNAMES', '"files.example"'],
		['BLOCKED_HOSTNAMES', '*'],
		['BLOCKED_HOSTNAMES', 'files.example other.example'],
		['BLOCKED_HOSTNAMES', 'https://files.example'],
	])('%s=%s', async (name, value) => {
		const variable = `N8N_SSRF_${name}`;
		for (const environment of [{ [variable]: value }, { [`${variable}_FILE`]: fileOf(value) }]) {
			const egress = egressOfEnvironment({ ...(name === 'PROTECTION_ENABLED' ? {} : ON), ...environment });
			const told = whyNot(egress, '93.184.215.14');
			expect(told).toContain(variable);
			expect(told).not.toContain(SECRET);
			expect(whyNot(egress, 'files.example')).toBe(told);
			expect(await lookedUp(egress, 'localhost')).toBe(told);
			await expect(egress?.validateUrl('https://files.example')).resolves.toMatchObject({ ok: false, error: { message: told } });
		}
	});

	test.each(['PROTECTION_ENABLED', 'BLOCKED_IP_RANGES', 'ALLOWED_IP_RANGES', 'ALLOWED_HOSTNAMES', 'BLOCKED_HOSTNAMES'])('%s_FILE: no file, or a folder', (name) => {
		const variable = `N8N_SSRF_${name}_FILE`;
		for (const path of [join(folder, 'nothing'), folder]) {
			const egress = egressOfEnvironment({ ...(name === 'PROTECTION_ENABLED' ? {} : ON), [variable]: path });
			expect(whyNot(egress, '93.184.215.14')).toContain(`${variable} names no file that can be read`);
		}
	});

	test('nor does the filter of n8n help', () => {
		const open: EgressFilter = { validateUrl: async () => ({ ok: true }), validateConnectionHost: () => ({ ok: true }), createSecureLookup: () => () => {} };
		expect(whyNot(egressOfEnvironment({ N8N_SSRF_PROTECTION_ENABLED: 'yes' }, open), '93.184.215.14')).toContain('N8N_SSRF_PROTECTION_ENABLED');
	});
});

const FORMS = {
	unspecified: ['::', '0:0:0:0:0:0:0:0', '::%lo', '0.0.0.0', '0.1.2.3', '::ffff:0.0.0.0'],
	nat64: ['64:ff9b::a9fe:a9fe', '64:ff9b::169.254.169.254', '64:FF9B:0:0::A9FE:A9FE', '64:ff9b::a9fe:a9fe%lo', '64:ff9b::127.0.0.1'],
	sixToFour: ['2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:a00:5:1:2:3:4:5'],
	outside: ['93.184.215.14', '64:ff9b::93.184.215.14', '2002:5db8:d70e::1', '2606:2800:21f:cb07::1'],
};

describe('addresses that lead to a restricted one', () => {
	const refusedOf = (environment: NodeJS.ProcessEnv, hosts: string[]) => hosts.filter((host) => !isAllowed({ ...ON, ...environment }, host));

	test.each<[string, NodeJS.ProcessEnv, string[]]>([
		['by default', {}, [...FORMS.unspecified, ...FORMS.nat64, ...FORMS.sixToFour]],
		['by ranges of its own', { N8N_SSRF_BLOCKED_IP_RANGES: '169.254.0.0/16' }, [...FORMS.unspecified, ...FORMS.nat64.slice(0, 4), '2002:a9fe:a9fe::1']],
		['with the gateways allowed', { N8N_SSRF_ALLOWED_IP_RANGES: '64:ff9b::/96,2002::/16' }, FORMS.unspecified],
		['with the unspecified allowed', { N8N_SSRF_ALLOWED_IP_RANGES: '0.0.0.0/8,::/128' }, [...FORMS.nat64, ...FORMS.sixToFour]],
		['with the address behind a gateway allowed', { N8N_SSRF_ALLOWED_IP_RANGES: '169.254.169.254/32,127.0.0.1/32' }, [...FORMS.unspecified, '2002:a00:5:1:2:3:4:5']],
	])('%s', (_, environment, expected) => {
		expect(refusedOf(environment, Object.values(FORMS).flat())).toEqual(expected);
	});
});

describe('beside the filter of n8n', () => {
	/** Allows all, and says what names lead to. */
	function filterOver(address: string): EgressFilter {
		return {
			validateUrl: async () => ({ ok: true }),
			validateConnectionHost: () => ({ ok: true }),
			createSecureLookup: () => (_name, { all }, done) => (all ? done(null, [{ address, family: 6 }]) : done(null, address, 6)),
		};
	}

	test.each<[string, string]>([
		['::', 'a restricted address'],
		['64:ff9b::a9fe:a9fe', 'a restricted address'],
		['2606:2800:21f:cb07::1', '2606:2800:21f:cb07::1'],
	])('what leads to %s', async (address, expected) => {
		const egress = egressOfEnvironment(ON, filterOver(address));
		const verdict = expected === address ? { ok: true } : { ok: false, error: { message: expected } };
		expect(await lookedUp(egress, 'files.example')).toBe(expected);
		expect(egress?.validateConnectionHost(address)).toMatchObject(verdict);
		expect(await egress?.validateUrl('https://files.example')).toMatchObject(verdict);
		expect(await egress?.validateUrl(`https://[${address}]`)).toMatchObject(verdict);
	});

	test('a name that is allowed may lead anywhere', async () => {
		const egress = egressOfEnvironment({ ...ON, N8N_SSRF_ALLOWED_HOSTNAMES: 'other.example, *.Files.example.' }, filterOver('::'));
		expect(await lookedUp(egress, 'eu.files.example')).toBe('::');
		expect(await lookedUp(egress, 'files.example')).toBe('a restricted address');
	});

	test('its refusal counts', async () => {
		const error = new Error('not in here');
		const closed: EgressFilter = { validateUrl: async () => ({ ok: false, error }), validateConnectionHost: () => ({ ok: false, error }), createSecureLookup: () => (_name, _options, done) => done(error, []) };
		const egress = egressOfEnvironment(ON, closed);
		expect(whyNot(egress, '93.184.215.14')).toBe(error.message);
		expect(await lookedUp(egress, 'files.example')).toBe(error.message);
		expect(await egress?.validateUrl('https://files.example')).toEqual({ ok: false, error });
	});

	test('alone where the protection is off', () => {
		const filter = filterOver('::');
		expect(egressOfEnvironment({}, filter)).toBe(filter);
	});
});
