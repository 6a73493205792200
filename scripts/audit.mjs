/**
 * Known vulnerabilities, by npm's own list. Of what is bundled, each fails, unless ACCEPTED says why it reaches nobody;
 * of the development tools, which never leave this machine, they are told. A registry without such a list (a mirror) fails
 * too, but with `--if-answered`, which says so instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const billFile = join(root, 'dist', 'sbom.cdx.json');

/** By advisory (its GHSA number): why what it describes cannot happen here. None today. */
const ACCEPTED = {};

if (!existsSync(billFile)) fail('Run npm run build first: what is bundled stands in dist/sbom.cdx.json.');
const bundled = new Set(JSON.parse(readFileSync(billFile, 'utf8')).components.map((one) => one['bom-ref']));

const { stdout } = spawnSync('npm', ['audit', '--json'], {
	cwd: root,
	encoding: 'utf8',
	maxBuffer: 1 << 28,
	shell: process.platform === 'win32',
});
const answer = JSON.parse(stdout || '{}');
if (!answer.vulnerabilities) {
	const why = `The registry gave no list of vulnerabilities: ${answer.message ?? answer.error?.summary ?? 'no answer'}`;
	if (!process.argv.includes('--if-answered')) fail(why);
	console.log(`${why}\nNothing was audited. The publishing workflow asks npm itself, and does not go on without an answer.`);
	process.exit(0);
}

/** @param {(nodes: string[]) => boolean} isMeant */
function advisories(isMeant) {
	return Object.values(answer.vulnerabilities)
		.filter(({ nodes }) => isMeant(nodes))
		.flatMap(({ via, nodes }) => via.filter((one) => typeof one === 'object').map((one) => ({ ...one, nodes })));
}

const shipped = advisories((nodes) => nodes.some((place) => bundled.has(place)));
const tools = advisories((nodes) => !nodes.some((place) => bundled.has(place)));
const refused = shipped.filter(({ url }) => !ACCEPTED[url.split('/').at(-1)]);
for (const { name, severity, title, url } of tools) console.log(`development only: ${name}, ${severity}: ${title} ${url}`);
for (const { name, severity, title, url } of shipped) {
	console.log(`BUNDLED: ${name}, ${severity}: ${title} ${url}. ${ACCEPTED[url.split('/').at(-1)] ?? 'Update it.'}`);
}
console.log(`${bundled.size} bundled packages: ${refused.length} advisories to be mended. Development tools: ${tools.length} advisories.`);
process.exit(refused.length === 0 ? 0 : 1);

function fail(message) {
	console.error(message);
	process.exit(2);
}
