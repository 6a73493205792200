import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

let known: string | undefined;

/** Name and version of this package, for manifests. */
export function software(): string {
	return (known ??= read(__dirname));
}

function read(folder: string): string {
	const file = join(folder, 'package.json');
	if (!existsSync(file)) return dirname(folder) === folder ? 'n8n-nodes-call-recordings' : read(dirname(folder));
	const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
	return `${name} ${version}`;
}
