import { PARALLEL } from '../jobs.mjs';

const SETTINGS = ['cmd:fail-exit yes', 'cmd:move-background no', 'xfer:log no', 'net:max-retries 2', 'net:timeout 60'];

export async function lftpCommand(service, place) {
	const { open, settings, root } = (await import(`./lftp/${service}.mjs`)).openingOf(place);
	const start = [...[...SETTINGS, ...settings].map((setting) => `set ${setting}`), open].join('; ');
	return (kind, folder, target) => ({ parameters: ['lftp', '--norc', '-c', `${start}; ${commandLine(kind, `${root}${folder}`, target)}`] });
}

/** With the sizes, as the others list them. */
function commandLine(kind, folder, target) {
	if (kind === 'list') return `cls -1s ${folder}`;
	return `mirror --parallel=${PARALLEL} ${folder} ${target}`;
}
