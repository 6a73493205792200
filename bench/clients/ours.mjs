/** This package as built: the core alone, with the layers that the node puts on. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { filesOf, FOLDERS } from '../jobs.mjs';
import { SERVICES } from '../services.mjs';
import { measureClient } from './frame.mjs';
import { watchHeld } from './meters.mjs';

const RETENTION_DAYS = 30;
const RECORDS_BETWEEN_LOOKS = 5_000;
const FILES_BETWEEN_LOOKS = 100;
/** As the nodes download where nobody chose a number. */
const PACING = { concurrency: 64, isPaced: true };

await measureClient(async ({ service, place, dist }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { download } = load('./transfer/download.js');
	const { inParallel } = load('./transfer/in-parallel.js');
	const { openRecordings } = await import(`./ours/${service}.mjs`);
	const recordings = await openRecordings(load, place, PACING);
	// Not through `pipeline` of node:stream/promises: the AbortController that it makes for each file outlives many
	// collections and costs 60 MiB over 2,000 files, which would be measured instead. n8n's own store has no need of it.
	const downloadAll = async (folder, store) => {
		const done = await inParallel(filesOf(service, folder), PACING.concurrency, async (path) => {
			return await download(recordings, path, { store: async (body) => await store(body, path) });
		});
		const wanted = FOLDERS[folder].checksum ?? SERVICES[service].verifiedBy;
		if (done.some(({ verifiedBy }) => verifiedBy !== wanted)) throw new Error(`A file was not verified by its ${wanted}`);
		return done.length;
	};
	let heldMib;
	return {
		list: async (folder) => await count(recordings.listPages({ prefix: `${folder}/` })),
		/** Looked at page by page: the time of it means nothing. */
		held: async (folder) => {
			const held = watchHeld();
			const before = held.look();
			let total = 0;
			for await (const page of recordings.listPages({ prefix: `${folder}/` })) {
				total += page.length;
				if (total % RECORDS_BETWEEN_LOOKS === 0) held.look();
			}
			heldMib = held.look() - before;
			return total;
		},
		heldOfFiles: async (folder) => {
			const held = watchHeld();
			const before = held.look();
			let files = 0;
			const done = await downloadAll(folder, async (body) => {
				await writeFile('/dev/null', body);
				if (++files % FILES_BETWEEN_LOOKS === 0) held.look();
			});
			heldMib = held.look() - before;
			return done;
		},
		figures: () => (heldMib === undefined ? {} : { heldMib }),
		items: async (folder) => await countItems(load, recordings.listPages({ prefix: `${folder}/` })),
		files: async (folder, target) =>
			await downloadAll(folder, async (body, path) => await writeFile(join(target, basename(path)), body)),
		discard: async (folder) => await downloadAll(folder, async (body) => await writeFile('/dev/null', body)),
		close: async () => await recordings.close(),
	};
});

/** What "Get Many" of a node makes of a listing, up to where n8n takes it. */
async function countItems(load, pages) {
	const { toRecording } = load('./vendors/genesys/recording.js');
	const { collect } = load('../nodes/shared/collect.js');
	const { toItems } = load('../nodes/shared/items.js');
	const found = await collect(pages, { toRecording: (entry) => toRecording(entry, RETENTION_DAYS), limit: Infinity, order: 'listed', wanted: () => true });
	return (await toItems(found, 0)).length;
}

async function count(pages) {
	let total = 0;
	for await (const page of pages) total += page.length;
	return total;
}
