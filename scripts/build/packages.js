const { readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const ROOT = join(__dirname, '..', '..');

/**
 * What is bundled of others: each package once, with what it imports of the others, sorted by its place in the tree.
 * `place` is its key in package-lock.json (`node_modules/a/node_modules/b`), `imports` are places.
 * @param {import('esbuild').Metafile[]} metafiles
 */
function bundledPackages(metafiles) {
	/** @type {Map<string, Set<string>>} */
	const imports = new Map();
	for (const { inputs } of metafiles) {
		for (const [file, { imports: imported }] of Object.entries(inputs)) {
			const place = placeOf(file);
			if (!place) continue;
			if (!imports.has(place)) imports.set(place, new Set());
			for (const { path } of imported) {
				const other = placeOf(path);
				if (other && other !== place) imports.get(place).add(other);
			}
		}
	}
	const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
	return [...imports.keys()].sort().map((place) => {
		const { name, version, license, licenses = [{}] } = JSON.parse(readFileSync(join(ROOT, place, 'package.json'), 'utf8'));
		// Where the lock file cannot be used (scripts/bootstrap.mjs), another version may be there, whose hash nobody knows.
		const integrity = packages[place]?.version === version ? packages[place].integrity : undefined;
		// Old packages name their licence in a list.
		return { place, name, version, license: license ?? licenses[0].type, integrity, imports: [...imports.get(place)].sort() };
	});
}

/** Of a module within node_modules, which may be a link to some other place; nothing of what is ours. */
function placeOf(file) {
	return /(?<![^/])node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll(sep, '/'))?.[0];
}

module.exports = { ROOT, bundledPackages };
