/** Paths of all files below a folder, from there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export function filesIn(root) {
	return readdirSync(root).flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
}
