/** What is measured. A folder of the simulated server holds `count` blobs of one size. */
export const FOLDERS = {
	list20k: { count: 20_000, sizeBytes: 25_216 },
	list200k: { count: 200_000, sizeBytes: 25_216 },
	small: { count: 2_000, sizeBytes: 25_216 },
	large: { count: 1, sizeBytes: 1024 ** 3 },
};

/** Files at once, the same for all clients. */
export const PARALLEL = 16;

const JOBS = [
	{ id: 'list-20k', title: 'list 20,000', kind: 'list', folder: 'list20k' },
	{ id: 'list-200k', title: 'list 200,000', kind: 'list', folder: 'list200k', fullOnly: true },
	{ id: 'small-files', title: '2,000 x 25 KB to files', kind: 'files', folder: 'small' },
	{ id: 'small-discard', title: '2,000 x 25 KB, discarded', kind: 'discard', folder: 'small' },
	{ id: 'large-file', title: '1 x 1 GiB to a file', kind: 'files', folder: 'large' },
	{ id: 'large-discard', title: '1 x 1 GiB, discarded', kind: 'discard', folder: 'large' },
];

/** A job that takes long runs with the others only when asked for, but always by its whole name. */
export function jobsFor({ isFull, only }) {
	return JOBS.filter((job) => (isFull || !job.fullOnly || job.id === only) && (!only || job.id.startsWith(only)));
}

/** A name as the vendor makes them; the number in the call's identifier keeps them in order. */
export function blobName(folder, index) {
	const number = String(index).padStart(6, '0');
	return `${folder}/003H1G2A6K8AF5PFKG5SO2LAES${number}_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin`;
}

export function blobNames(folder) {
	return Array.from({ length: FOLDERS[folder].count }, (_, index) => blobName(folder, index));
}
