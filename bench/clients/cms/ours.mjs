/** The decryption of this package, as built. */
import { createReadStream, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FOLDERS } from '../../jobs.mjs';
import { measureClient } from '../frame.mjs';

await measureClient(async ({ place, dist }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { decrypt } = load('./crypto/decrypt.js');
	const { readRecordingKeys } = load('./crypto/keys/read-keys.js');
	const keys = await readRecordingKeys({ privateKeys: readFileSync(place.keyFile, 'utf8') + readFileSync(place.certificateFile, 'utf8') });
	const open = async (name) => {
		const body = createReadStream(join(place.folder, name));
		return await decrypt(body, keys, { store: async (content) => await writeFile('/dev/null', content) });
	};
	return {
		list: async () => await open('none'),
		decrypt: async (folder) => {
			const { sizeBytes, checked } = await open(folder);
			if (sizeBytes !== FOLDERS[folder].sizeBytes || !checked.includes('padding')) throw new Error(`${sizeBytes} bytes, checked: ${checked.join(', ')}`);
			return 1;
		},
		close: async () => {},
	};
});
