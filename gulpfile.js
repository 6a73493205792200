const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { builtinModules } = require('node:module');
const { basename, dirname, join, relative } = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { noteBuild, sourcesHash } = require('./demo/lib/project.js');

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
	writeLicences(results.flatMap((result) => Object.keys(result.metafile.inputs)));
}

/** The licence texts of everything that was bundled, and a failure for a licence that may not be shipped. */
function writeLicences(inputs) {
	const folders = new Set(inputs.map(packageFolder).filter(Boolean));
	const sections = [...folders].sort().map((folder) => {
		// Old packages name it in a list.
		const { name, version, licenses = [{}], license = licenses[0].type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		if (!ALLOWED_LICENCES.has(license)) throw new Error(`${name} has the licence ${license}, which may not be shipped`);
		return `${name} ${version} (${license})\n\n${licenceText(folder)}`;
	});
	const title = 'Libraries that are bundled into n8n-nodes-call-recordings, with their licences';
	writeFileSync(join(DIST, 'THIRD_PARTY_LICENSES.txt'), [title, ...sections].join(`\n\n${'-'.repeat(78)}\n\n`));
}

const ALLOWED_LICENCES = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense']);

function packageFolder(input) {
	const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'));
	return match && !builtinModules.includes(input) ? match[1] : undefined;
}

function licenceText(folder) {
	const names = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'License', 'LICENCE', 'LICENSE-MIT'];
	const file = names.map((name) => join(folder, name)).find(existsSync);
	if (file) return readFileSync(file, 'utf8').trim();
	const sibling = SAME_AUTHOR[basename(folder)];
	return sibling ? licenceText(join(dirname(folder), sibling)) : 'See the package.';
}

/** Packages that name their licence and lack its text, with one of the same author that has it. */
const SAME_AUTHOR = { dfa: 'pdfkit', fontkit: 'pdfkit' };

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
