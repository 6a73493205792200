/** What a job must reach, in multiples of a peer's figure: medians of one interleaved run. */
export const GOALS = {
	'azure-list-200k': { peer: 'rclone', figure: 'cpu', atMost: 0.2 },
	'azure-small-files': { peer: 'rclone', figure: 'wall', atMost: 1 },
	'azure-far-small-files': { peer: 'rclone', figure: 'wall', atMost: 0.4 },
	'azure-large-file': { peer: 'curl', figure: 'wall', atMost: 1.8 },
	's3-list-200k': { peer: 'rclone', figure: 'cpu', atMost: 0.25 },
	's3-small-files': { peer: 'rclone', figure: 'wall', atMost: 1 },
	's3-far-small-files': { peer: 'rclone', figure: 'wall', atMost: 0.4 },
	// Ours checks an MD5 on the way, and curl nothing.
	's3-large-file': { peer: 'curl', figure: 'wall', atMost: 1.8 },
	'ftps-list-20k': { peer: 'lftp', figure: 'wall', atMost: 1 },
	'ftps-small-files': { peer: 'rclone', figure: 'wall', atMost: 1.2 },
	'ftps-far-small-files': { peer: 'rclone', figure: 'wall', atMost: 0.75 },
	'ftps-large-file': { peer: 'lftp', figure: 'wall', atMost: 1.5 },
	'sftp-list-20k': { peer: 'lftp', figure: 'wall', atMost: 1.3 },
	'sftp-far-list-20k': { peer: 'rclone', figure: 'wall', atMost: 0.2 },
	'sftp-small-files': { peer: 'rclone', figure: 'wall', atMost: 1.05 },
	'sftp-far-small-files': { peer: 'rclone', figure: 'wall', atMost: 0.2 },
	'sftp-large-file': { peer: 'OpenSSH', figure: 'wall', atMost: 1.6 },
	'csv-plain': { peer: 'csv-parse', figure: 'wall', atMost: 0.33 },
	'csv-quoted': { peer: 'csv-parse', figure: 'wall', atMost: 0.33 },
	'gim-table': { peer: 'csv-parse', figure: 'wall', atMost: 0.35 },
	'cms-der': { peer: 'openssl', figure: 'wall', atMost: 0.4 },
	'cms-ber': { peer: 'openssl', figure: 'wall', atMost: 0.4 },
};

const FIGURES = { wall: 'wall', cpu: 'CPU' };

/** The goal of a job beside what it came to; undefined where there is none, or where its peer did not run. */
export function reached(id, ratios) {
	const goal = GOALS[id];
	const ratio = goal && ratios.find(({ peer }) => peer === goal.peer)?.[goal.figure];
	return Number.isFinite(ratio) ? { ...goal, figure: FIGURES[goal.figure], ratio, passed: ratio <= goal.atMost } : undefined;
}
