import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packedTarball } from '../../demo/n8n/package.js';
import { childEnvironment, nodeBinary, root } from '../../demo/lib/project.js';
import { run } from '../../demo/lib/processes.js';

/** A bare folder, far from any node_modules but n8n's own, which n8n itself offers to packages through NODE_PATH. */
let folder: string;
let manifest: { dependencies?: object; n8n: { nodes: string[]; credentials: string[] } };

/** CycloneDX 1.6. */
interface Bill {
	metadata: { component: { 'bom-ref': string } };
	components: Array<{ group?: string; name: string; version: string; purl: string; hashes: object[]; licenses: object[]; 'bom-ref': string }>;
	dependencies: Array<{ ref: string; dependsOn?: string[] }>;
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'call-recordings-'));
	const parameters = ['-xzf', await packedTarball(), '--strip-components=1', '-C', folder];
	await run({ command: 'tar', parameters, env: childEnvironment() });
	manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as typeof manifest;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('brings nothing but itself', () => {
	const entries = readdirSync(folder).sort();
	expect(entries).toEqual(expect.arrayContaining(['dist', 'package.json']));
	expect(['LICENSE', 'README.md', 'dist', 'package.json']).toEqual(expect.arrayContaining(entries));
	expect(manifest.dependencies).toBeUndefined();
	expect(existsSync(join(folder, 'dist', 'THIRD_PARTY_LICENSES.txt'))).toBe(true);
	expect(filesIn('dist').filter((name) => /\.(ts|map|test\.js)$/.test(name) || name.includes('node_modules'))).toEqual([]);
});

it('lists what is bundled: licence texts and a bill of materials name the same packages', () => {
	const bill = JSON.parse(readFileSync(join(folder, 'dist', 'sbom.cdx.json'), 'utf8')) as Bill;
	const named = bill.components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name} ${version}`);
	const licensed = readFileSync(join(folder, 'dist', 'THIRD_PARTY_LICENSES.txt'), 'utf8').matchAll(/^-{78}\n\n(\S+ \S+) \(/gm);
	expect(named.sort()).toEqual([...licensed].map(([, name]) => name).sort());
	expect(named).toEqual(expect.arrayContaining([expect.stringMatching(/^ssh2 /), expect.stringMatching(/^@azure\/storage-blob /)]));
	for (const { purl, hashes, licenses } of bill.components) {
		expect(purl).toMatch(/^pkg:npm\/(%40[^/]+\/)?[^@/]+@\d/);
		expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string }]);
		expect(licenses).toHaveLength(1);
	}
	const refs = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((one) => one['bom-ref'])]);
	expect(bill.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref))).toEqual([]);
});

it('names files that exist', () => {
	for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) expect(existsSync(join(folder, file))).toBe(true);
});

it('loads no library when n8n starts', async () => {
	const loaded = await requireAll([...manifest.n8n.nodes, ...manifest.n8n.credentials]);
	expect(loaded).toContain('dist/nodes/GenesysRecordings/GenesysRecordings.node.js');
	expect(loaded.filter((file) => /\/(sdk|luxon|saxes|library|proxy-library)\.js$/.test(file))).toEqual([]);
	// Descriptions only: what works on recordings stays on disk too.
	expect(loaded.filter((file) => file.startsWith('dist/core/sources'))).toEqual([]);
});

it('finds all that it loads at first use, with no node_modules of its own', async () => {
	const modules = filesIn('dist').filter((name) => name.endsWith('.js'));
	expect(await requireAll(modules)).toEqual(expect.arrayContaining(modules));
});

/** Requires files in a process of its own, and tells which files of the package that loaded. */
async function requireAll(files: string[]): Promise<string[]> {
	const script = `
		for (const file of ${JSON.stringify(files)}) {
			const exported = require(${JSON.stringify(folder)} + '/' + file);
			// As n8n does at its start: it makes one of each class to read its description.
			if (/\\.(node|credentials)\\.js$/.test(file)) for (const Class of Object.values(exported)) new Class();
		}
		console.log(JSON.stringify(Object.keys(require.cache)));`;
	const env = childEnvironment({ NODE_PATH: join(root, 'demo', 'n8n', 'node_modules') });
	const { stdout, stderr } = await run({ command: nodeBinary(), parameters: ['-e', script], env, cwd: folder });
	if (!stdout) throw new Error(stderr);
	const prefix = `${folder}/`;
	return (JSON.parse(stdout) as string[]).filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
}

function filesIn(subfolder: string): string[] {
	return readdirSync(join(folder, subfolder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
