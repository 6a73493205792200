import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recordingPath, startTenant } from '../../nodes/tenant';
import type { BlobServer } from '../../servers/blob-server';

/** A tenant with so many recordings, each of which lies in a folder too, for a judge who knows nothing of the package. */
export async function startTenantWith(count: number, folder: string): Promise<BlobServer> {
	const vendor = await startTenant();
	for (let number = 0; number < count; number++) {
		const content = Buffer.alloc(20_000 + number, `recording ${number} `);
		const path = recordingPath(number);
		vendor.seed('recordings', { [path]: { content } });
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), content);
	}
	return vendor;
}
