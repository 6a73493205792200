import { seaFiles } from '../../../demo/vendors/cxone/recordings.js';
import { startS3 } from '../../../demo/vendors/cxone/s3.js';
import { seed as seedSea } from '../../../demo/vendors/cxone/seed.js';
import { sampleFiles, seed as seedFtps } from '../../../demo/vendors/eight-by-eight/seed.js';
import { startFtps } from '../../../demo/vendors/eight-by-eight/server.js';
import { startAzurite } from '../../../demo/vendors/genesys/azurite.js';
import { sampleExports } from '../../../demo/vendors/genesys/data-exports.js';
import { sampleRecordings } from '../../../demo/vendors/genesys/recordings.js';
import { seed } from '../../../demo/vendors/genesys/seed.js';
import { sampleExports as sampleVerbaExports } from '../../../demo/vendors/verba/exports.js';
import { seed as seedVerba } from '../../../demo/vendors/verba/seed.js';
import { FOLDER_NAME, TIME_ZONE } from './names';

export type Vendors = Awaited<ReturnType<typeof startVendors>>;

/** One server of each vendor, with the recordings of the demo; each is added to `started` as soon as it runs. */
export async function startVendors(started: { stop(): Promise<void> }[]) {
	const azurite = await startAzurite({ name: FOLDER_NAME });
	started.push(azurite);
	const s3 = await startS3({ name: FOLDER_NAME });
	started.push(s3);
	const ftps = await startFtps({ name: FOLDER_NAME });
	started.push(ftps);
	const now = new Date();
	seedFtps(ftps.folder, sampleFiles({ now }).files);
	const recordings = sampleRecordings({ now, timeZone: TIME_ZONE });
	await seed(azurite, recordings, sampleExports({ now, recordings }));
	await seedSea(s3, seaFiles({ now, timeZone: TIME_ZONE }));
	await seedVerba(s3, sampleVerbaExports({ now }));
	return { now, azurite, s3, ftps };
}
