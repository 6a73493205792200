import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Manifest {
	scripts: Record<string, string>;
	dependencies?: Record<string, string>;
	devDependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
}
interface Locked {
	version: string;
	resolved?: string;
	integrity?: string;
	link?: boolean;
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe.each(['package-lock.json', 'demo/n8n/package-lock.json'])('%s', (file) => {
	const { packages } = JSON.parse(read(file)) as { packages: Record<string, Locked> };
	const locked = Object.entries(packages).filter(([place]) => place !== '');

	it('names the exact content of each package', () => {
		expect(locked.length).toBeGreaterThan(500);
		const inexact = locked.filter(([, { version, integrity }]) => !/^\d+\.\d+\.\d+/.test(version) || !/^sha512-/.test(integrity ?? ''));
		expect(inexact.map(([place]) => place)).toEqual([]);
	});

	it('takes all from npm itself', () => {
		const foreign = locked.filter(([, { resolved, link }]) => link || (resolved && !resolved.startsWith('https://registry.npmjs.org/')));
		expect(foreign.map(([place]) => place)).toEqual([]);
	});
});

it('package.json names exact versions, and nothing that n8n would install', () => {
	const inexact = Object.entries(manifest.devDependencies ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
	expect(inexact).toEqual([]);
	expect(manifest.dependencies).toBeUndefined();
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
});

it('nothing runs at its installation', () => {
	const hooks = Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare|publish)$/.test(name));
	expect(hooks).toEqual([]);
});

describe('the workflow that publishes', () => {
	const workflow = read('.github/workflows/publish.yml');

	it('takes the actions of others by commit', () => {
		const actions = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
		expect(actions.length).toBeGreaterThan(0);
		expect(actions.filter((action) => !/^actions\/[a-z-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
	});

	it('keeps no token, and states the origin', () => {
		expect(workflow).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
		expect(workflow).toMatch(/npm publish --provenance/);
		expect(workflow.match(/id-token: write/g)).toHaveLength(1);
	});

	it('runs commands that there are', () => {
		const scripts = [...workflow.matchAll(/npm run (\S+)/g)].map(([, name]) => name);
		expect(scripts).toEqual(['build', 'audit']);
		for (const name of scripts) expect(manifest.scripts[name]).toBeDefined();
	});
});
