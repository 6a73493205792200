/** `curl`, as somebody's script calls it: files alone, and nothing checked. */
import { basename, join } from 'node:path';
import { filesOf, PARALLEL } from '../jobs.mjs';

export async function curlCommand(service, place) {
	const { urlOf, FLAGS } = await import(`./curl/${service}.mjs`);
	const parameters = ['curl', '--silent', '--show-error', '--fail', ...FLAGS(place), '--parallel', '--parallel-max', String(PARALLEL), '--config', '-'];
	return (kind, folder, target) => ({
		parameters,
		// What its start costs is what comes off: of no file, one that is not there.
		input: kind === 'list' ? `url = "file:///dev/null"\noutput = "/dev/null"\n` : filesOf(service, folder).map((path) => `url = "${urlOf(place, path)}"\noutput = "${join(target, basename(path))}"\n`).join(''),
	});
}
