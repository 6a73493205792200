/** The bare SDK of a service, as its documentation shows it. */
import { basename, join } from 'node:path';
import { filesOf, PARALLEL } from '../jobs.mjs';
import { measureClient } from './frame.mjs';

await measureClient(async ({ service, place }) => {
	const { openSdk } = await import(`./sdk/${service}.mjs`);
	const { list, download } = await openSdk(place);
	return {
		list,
		files: async (folder, target) =>
			await each(filesOf(service, folder), async (path) => await download(path, join(target, basename(path)))),
		discard: async (folder) => await each(filesOf(service, folder), async (path) => await download(path, '/dev/null')),
		close: async () => {},
	};
});

async function each(paths, work) {
	let next = 0;
	const worker = async () => {
		while (next < paths.length) await work(paths[next++]);
	};
	await Promise.all(Array.from({ length: PARALLEL }, worker));
	return paths.length;
}
