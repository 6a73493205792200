/** This package as built: one run of an export job, by the core, with the layers that the nodes put on. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { measureClient } from '../clients/frame.mjs';
import { PARALLEL } from '../jobs.mjs';

const RETENTION_DAYS = 30;
const AT_ONCE = 200;

/** How its node makes recordings of what a service lists. */
const VENDORS = {
	azure: { vendor: 'genesys', module: 'genesys', toRecording: 'toRecording' },
	s3: { vendor: 'nice-cxone', module: 'cxone', toRecording: 'toSeaRecording' },
	ftps: { vendor: '8x8', module: 'eight-by-eight', toRecording: 'toEightByEightRecording' },
	sftp: { vendor: '8x8', module: 'eight-by-eight', toRecording: 'toEightByEightRecording' },
};

await measureClient(async ({ service, place, dist, to }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { runExport } = load('./export/index.js');
	const { openRecordings } = await import(`../clients/ours/${service}.mjs`);
	const source = await openRecordings(load, place, PARALLEL);
	const target = await openTarget(load, to);
	const listFiles = filesOf(load, service);
	return {
		list: async (folder) => {
			for await (const page of source.listPages({ prefix: `${folder}/` })) void page;
			for await (const page of target.listPages({ prefix: `${folder}/` })) void page;
		},
		export: async (folder) => {
			const home = { vendor: VENDORS[service].vendor, container: source.container, folder: `${source.folder}${folder}/` };
			const namer = load('./export/names/index.js').targetNamer({ home, tellsCaseApart: to.type === 's3' });
			const list = ({ signal }) => listFiles(source, folder, signal);
			const job = { name: 'bench', software: 'bench' };
			const { ended, error, exported, known, failed } = await runExport({ job, source, target, list, namer, concurrency: PARALLEL });
			if (ended !== 'complete' || failed > 0) throw new Error(`The run ended as ${ended}, with ${failed} failures: ${error?.message}`);
			return { exported: exported.files, known };
		},
		close: async () => {
			await source.close();
			await target.close();
		},
	};
});

function filesOf(load, service) {
	const { module, toRecording: name } = VENDORS[service];
	const { [name]: toRecording } = load(`./vendors/${module}/recording.js`);
	const { storedAt } = load('./export/facts.js');
	const fileOf = (entry) => {
		const recording = toRecording(entry, RETENTION_DAYS);
		const storedMs = Date.parse(storedAt(recording) ?? '');
		return { entry, recording, storedMs: Number.isNaN(storedMs) ? undefined : storedMs, expiresAt: recording.expiresAt };
	};
	return async function* (source, folder, signal) {
		for await (const page of source.listPages({ prefix: `${folder}/`, signal })) {
			// A page of Azure has 5,000, which would be some 50 ms in one go.
			for (let at = 0; at < page.length; at += AT_ONCE) yield page.slice(at, at + AT_ONCE).map(fileOf);
		}
	};
}

/** Amazon's own conditions, which its credential for another server would not rely on. */
async function openTarget(load, { type, root, ...place }) {
	if (type === 'folder') return await load('./targets/index.js').connectTarget({ type, path: root }, { concurrency: PARALLEL });
	const { openS3 } = load('./sources/s3/index.js');
	const { withLayers } = load('./sources/layers/index.js');
	const { Recordings } = load('./sources/recordings.js');
	const { Secret } = load('./secrets/secret.js');
	const { secretAccessKey, ...login } = place;
	const options = { ...login, secretAccessKey: new Secret(secretAccessKey), folder: root, conditionalWrites: true, keyLabel: 'bench', maxSockets: PARALLEL };
	return new Recordings(withLayers(await openS3(options), { concurrency: PARALLEL }), root);
}
