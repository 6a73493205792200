const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

/** Three folders below the project: what the bundled stages load, they find by their place. */
const FOLDER = join(__dirname, '../../.local/fuzz/bundle');

/** Puts the suite into one file that a plain Node.js runs: in jest's sandbox, loops over bytes take several times as long. Returns it, and the modules in it. */
exports.bundle = function bundle() {
	mkdirSync(FOLDER, { recursive: true });
	const outfile = join(FOLDER, 'run.js');
	const { metafile } = buildSync({
		entryPoints: [join(__dirname, 'run.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		target: 'node20',
		packages: 'external',
		sourcemap: 'inline',
		metafile: true,
		logLevel: 'error',
		loader: { '.woff': 'binary' },
		absWorkingDir: join(__dirname, '../..'),
	});
	return { file: outfile, modules: Object.keys(metafile.inputs) };
};

if (require.main === module) process.stdout.write(exports.bundle().file);
