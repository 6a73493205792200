const { execFileSync } = require('node:child_process');
const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const { builtinModules } = require('node:module');
const { join, relative } = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { noteBuild, sourcesHash } = require('./demo/lib/project.js');
const { licenceTexts } = require('./scripts/build/licences.js');
const { bundledPackages } = require('./scripts/build/packages.js');
const { sbom } = require('./scripts/build/sbom.js');

const DIST = join(__dirname, 'dist');

/**
 * The modules that import a library: each becomes a bundle of its own, in place, so that the package needs no
 * dependencies and a workflow loads only what it uses. Nothing else in core/ may import a library.
 */
const BUNDLED = [
	'core/archive/zip/library.js',
	'core/export/cdr/pdf/library.js',
	'core/sources/azure-blob/sdk.js',
	'core/sources/ftps/sdk.js',
	'core/sources/s3/sdk.js',
	'core/sources/sftp/sdk.js',
	'core/transfer/crc.js',
	'core/xml/saxes.js',
	'core/http/proxy-library.js',
	'core/http/proxy-environment.js',
	'core/time/luxon.js',
];

/** Of the sources as they were at the beginning. */
let builtOf = '';

async function clean() {
	noteBuild();
	builtOf = sourcesHash();
	rmSync(DIST, { recursive: true, force: true });
}

async function compile() {
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], { stdio: 'inherit' });
}

function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

function copyCodex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

async function bundle() {
	const results = await Promise.all(
		BUNDLED.map((file) =>
			esbuild.build({
				entryPoints: [join(DIST, file)],
				outfile: join(DIST, file),
				allowOverwrite: true,
				bundle: true,
				platform: 'node',
				format: 'cjs',
				target: 'node22',
				minifySyntax: true,
				minifyWhitespace: true,
				legalComments: 'none',
				loader: { '.woff': 'binary' },
				metafile: true,
				logLevel: 'warning',
				// Native parts are nowhere needed, and never shipped.
				external: ['*.node', ...OPTIONAL],
				plugins: [WITHOUT_UNUSED],
			}),
		),
	);
	describeBundled(results.map(({ metafile }) => metafile));
}

/** What is bundled of others: their licences, and a bill of materials. */
function describeBundled(metafiles) {
	const packages = bundledPackages(metafiles);
	writeFileSync(join(DIST, 'THIRD_PARTY_LICENSES.txt'), licenceTexts(packages));
	writeFileSync(join(DIST, 'sbom.cdx.json'), sbom(require('./package.json'), packages));
}

/**
 * Libraries ask for these if they are there, and work without: signing for access points of several regions, and what
 * the processor can do, by which SSH orders its ciphers (ours are in an order of our own).
 */
const OPTIONAL = ['@aws-sdk/signature-v4-crt', '@aws-sdk/crc64-nvme-crt', 'cpu-features'];

/**
 * What the PDF library and its reader of fonts load, and our files have none of: PNG images, WOFF2, paragraphs. A third of their size. In its
 * place is an empty module.
 */
const UNUSED = /^(png-js|linebreak|brotli\/decompress\.js)$/;

const WITHOUT_UNUSED = {
	name: 'without unused',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
		onLoad({ filter: UNUSED, namespace: 'unused' }, () => ({ contents: '' }));
	},
};

/** A library that slipped past the list above would be missing on the user's machine: fail here instead. */
async function checkImports() {
	const allowed = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'n8n-workflow', ...OPTIONAL]);
	const { globSync } = require('glob');
	for (const file of globSync('dist/**/*.js', { cwd: __dirname, absolute: true })) {
		for (const [, name] of readFileSync(file, 'utf8').matchAll(/require\("([^"./][^"]*)"\)/g)) {
			if (!allowed.has(name)) throw new Error(`${relative(DIST, file)} requires "${name}", which is not bundled`);
		}
	}
}

/** Who packs need not build again. */
async function stamp() {
	noteBuild(builtOf);
}

exports.build = series(clean, compile, parallel(copyIcons, copyCodex, bundle), checkImports, stamp);
