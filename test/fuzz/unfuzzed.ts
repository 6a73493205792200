const WRITTEN = 'reads what this program has just written';
const STEPS = 'fetches, and hands on to parsers that are fuzzed';
const OWN = 'its input is a parameter of a node, or a file of this package';

/** Modules that look like parsers, and why nothing is fed to them alone. */
export const UNFUZZED: Readonly<Record<string, string>> = {
	'core/csv/output': WRITTEN,
	'core/export/copy/compare': WRITTEN,
	'core/export/copy/copy-file': STEPS,
	'core/export/archive/archive-reader': STEPS,
	'core/watch/trigger-file': STEPS,
	'core/listing/read-ahead': STEPS,
	'core/sources/sftp/read': STEPS,
	'core/sources/sftp/sdk': STEPS,
	'core/sources/tree/folder-reader': STEPS,
	'core/archive/zip/access-reader': STEPS,
	'core/export/archive/options': OWN,
	'core/export/cdr/columns': OWN,
	'core/export/cdr/pdf/library': OWN,
	'core/export/cdr/pdf/styles': OWN,
};
