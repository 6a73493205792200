/** No server: a process that has 7-Zip write the archives, of bytes that Deflate makes half as large. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from '../jobs.mjs';
import { BLOCK } from './content.mjs';
import { sevenZip } from '../clients/seven-zip.mjs';

const SMALL = { sizeBytes: 1_024, encryption: 'AES256' };
/** Samples of a quiet call: half of the bits are always the same. */
const QUIET = BLOCK.map((byte) => byte & 0x0f);

export async function serve(_tls, { folder }) {
	const place = { folder: join(folder, 'zip'), password: randomBytes(12).toString('hex') };
	mkdirSync(place.folder);
	write(place, 'none', SMALL);
	return { place, prepare: async (name) => write(place, name, FOLDERS[name]) };
}

function write({ folder, password }, name, { sizeBytes, encryption }) {
	const [plain, archive] = [join(folder, `${name}.wav`), join(folder, `${name}.zip`)];
	if (existsSync(plain)) return;
	const handle = openSync(plain, 'w');
	for (let left = sizeBytes; left > 0; left -= QUIET.length) writeSync(handle, QUIET.subarray(0, left));
	closeSync(handle);
	// What is packed here is read from the plain file.
	if (!encryption) return;
	execFileSync(sevenZip(), ['a', '-tzip', '-mx=1', `-mem=${encryption}`, `-p${password}`, '-bd', archive, plain], { stdio: 'ignore' });
	rmSync(plain);
	closeSync(openSync(plain, 'w'));
}
