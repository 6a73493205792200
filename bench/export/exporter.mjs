/** This package as built: one run of an export job, by the core, with the layers that the nodes put on. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { measureClient } from '../clients/frame.mjs';
import { watchHeld } from '../clients/meters.mjs';
import { PARALLEL } from '../jobs.mjs';

const RETENTION_DAYS = 30;
const FILES_PER_SEGMENT = 1_000;
const JOB = { name: 'bench', software: 'bench' };
const FILES_BETWEEN_LOOKS = 500;

/** What the node makes of a source, with the filters at rest. */
const ORIGINS = {
	azure: ({ genesysOrigin }, recordings, folder) => genesysOrigin({ recordings, prefix: folder, retentionDays: RETENTION_DAYS }),
	s3: ({ cxoneOrigin }, recordings, folder) => cxoneOrigin({ recordings: recordings.below(folder), retentionDays: RETENTION_DAYS }),
	ftps: eightByEight,
	sftp: eightByEight,
};

await measureClient(async ({ service, place, dist, to, isForMemory, archive, known = Infinity }) => {
	const load = createRequire(join(dist, 'core', 'any.js'));
	const { runExport } = load('./export/index.js');
	const { targetNamer } = load('./export/names/index.js');
	// The first time zone of a process makes it load those of the system; in n8n that has long been done.
	targetNamer({ zone: 'UTC' });
	const { openRecordings } = await import(`../clients/ours/${service}.mjs`);
	const source = await openRecordings(load, place, { concurrency: PARALLEL });
	const target = await openTarget(load, to);
	const originOf = (folder) => ORIGINS[service](load('./export/origin/index.js'), source, `${folder}/`);
	const { WantedFiles } = load('./export/origin/index.js');
	const { exportFilter } = load('./export/filters/export-filter.js');
	return {
		list: async (folder) => {
			for await (const page of source.listPages({ prefix: `${folder}/` })) void page;
			for await (const page of target.listPages({ prefix: `${folder}/` })) void page;
		},
		export: async (folder) => {
			const origin = originOf(folder);
			const namer = targetNamer({ home: origin.home, tellsCaseApart: !archive && to.type === 's3' });
			const { list } = new WantedFiles((look) => origin.files(look), exportFilter({}));
			const held = isForMemory ? heldNowAndThen() : undefined;
			const options = { job: JOB, source: origin.recordings, target, list, namer, archive: archive && archiveOptions(load, archive), concurrency: PARALLEL, onFile: held?.onFile };
			const { ended, error, exported, known, failed } = await runExport(options);
			if (ended !== 'complete' || failed > 0) throw new Error(`The run ended as ${ended}, with ${failed} failures: ${error?.message}`);
			return { exported: exported.files, known, heldMib: held?.mostMib() };
		},
		record: async (folder) => await record(load, target, originOf(folder).files({}), known),
		close: async () => {
			await source.close();
			await target.close();
		},
	};
});

/** Writes a ledger as runs would have that exported the first of these files, as many in a segment as theirs. */
async function record(load, target, pages, known) {
	const { Ledger } = load('./export/ledger/ledger.js');
	const { JobFolder } = load('./export/job-folder.js');
	const { dayOf, dayText } = load('./export/day.js');
	const { identityOf, toHex } = load('./export/identity.js');
	const ledger = await Ledger.open(new JobFolder(target, JOB.name));
	const header = { type: 'segment', version: 1, job: JOB.name, run: '20210522T000000Z-00000000', software: JOB.software, writtenAt: '2021-05-22T00:00:00Z' };
	const [waiting, end] = [[], { type: 'end', run: header.run, endedAt: header.writtenAt, ended: 'complete', counts: {} }];
	let [number, recorded] = [0, 0];
	const append = async (lines) => {
		const files = waiting.splice(0);
		const records = files.map(({ file, day, identity }) => ({ type: 'file', id: toHex(identity), day: dayText(day), source: file.entry, name: file.recording.name, exportedAt: header.writtenAt }));
		await ledger.append({ ...header, number: ++number }, [...records, ...lines].map((line) => JSON.stringify(line)), files);
	};
	for await (const page of pages) {
		for (const file of page) {
			if (recorded++ >= known) break;
			waiting.push({ file, day: dayOf(file.storedMs), identity: identityOf(file) });
			if (waiting.length >= FILES_PER_SEGMENT) await append([]);
		}
	}
	await append([end]);
	await ledger.save(end);
}

function heldNowAndThen() {
	const held = watchHeld();
	let files = 0;
	return {
		onFile: () => {
			if (++files % FILES_BETWEEN_LOOKS === 0) held.look();
		},
		mostMib: () => held.look(),
	};
}

function archiveOptions(load, { password, ...options }) {
	const { Secret } = load('./secrets/secret.js');
	return { ...options, password: password && new Secret(password) };
}

function eightByEight({ eightByEightOrigin }, recordings, folder) {
	return eightByEightOrigin({ recordings: recordings.below(folder), retentionDays: RETENTION_DAYS, timeZone: 'UTC' });
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
