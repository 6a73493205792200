/** Unpacking and packing of this package, as built. */
import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FOLDERS } from '../../jobs.mjs';
import { measureClient } from '../frame.mjs';

await measureClient(async ({ place, dist }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { fileAccess, unpack, writeZip } = load('./archive/index.js');
	const { Secret } = load('./secrets/secret.js');
	const password = new Secret(place.password);
	const unpackAll = async (name) => {
		const access = await fileAccess(await open(join(place.folder, `${name}.zip`)));
		let total = 0;
		for await (const file of unpack(access, { password })) {
			total += file.sizeBytes;
			await writeFile('/dev/null', await file.open());
		}
		await access.close();
		return total;
	};
	const expectSize = (folder, sizeBytes) => {
		if (sizeBytes !== FOLDERS[folder].sizeBytes) throw new Error(`${sizeBytes} bytes`);
		return 1;
	};
	return {
		list: async () => await unpackAll('none'),
		unpack: async (folder) => expectSize(folder, await unpackAll(folder)),
		pack: async (folder) => {
			const plain = createReadStream(join(place.folder, `${folder}.wav`));
			await writeFile('/dev/null', writeZip([{ name: 'call.wav', content: plain }], { encryption: 'AES-256', password }));
			return expectSize(folder, plain.bytesRead);
		},
		close: async () => {},
	};
});
