const { existsSync, readFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { ROOT } = require('./packages.js');

const ALLOWED = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense']);

/** The licence texts of everything that was bundled, and a failure for a licence that may not be shipped. */
function licenceTexts(packages) {
	const sections = packages.map(({ place, name, version, license }) => {
		if (!ALLOWED.has(license)) throw new Error(`${name} has the licence ${license}, which may not be shipped`);
		return `${name} ${version} (${license})\n\n${licenceText(join(ROOT, place))}`;
	});
	const title = 'Libraries that are bundled into n8n-nodes-call-recordings, with their licences';
	return [title, ...sections].join(`\n\n${'-'.repeat(78)}\n\n`);
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

module.exports = { licenceTexts };
