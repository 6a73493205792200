/**
 * The services that are measured. Each has files of its own name: `servers/<id>.mjs` (the server) and, for each client,
 * how it speaks to it: `clients/ours/<id>.mjs`, `clients/rclone/<id>.mjs`, `clients/sdk/<id>.mjs`, `clients/lftp/<id>.mjs`.
 * `peers` are the clients beside ours, `verifiedBy` is what ours must have checked a file by.
 */
const NUMBER_LENGTH = 6;

export const SERVICES = {
	azure: { title: 'Azure Blob', peers: ['rclone', 'curl', 'bare SDK'], verifiedBy: 'md5', root: '', nameOf: genesysName },
	s3: { title: 'S3', peers: ['rclone', 'curl', 'bare SDK'], verifiedBy: 'md5', root: 'sea/', nameOf: seaName },
	ftps: { title: 'FTPS', peers: ['lftp', 'rclone', 'ours, 4 connections'], verifiedBy: 'size', root: '', nameOf: eightByEightName },
	sftp: { title: 'SFTP', peers: ['OpenSSH', 'lftp', 'rclone'], verifiedBy: 'size', root: '', nameOf: eightByEightName },
	csv: { title: 'CSV', peers: ['csv-parse'] },
	cms: { title: 'PKCS#7', peers: ['openssl'] },
	zip: { title: 'ZIP', peers: ['7-Zip'] },
	gim: { title: 'GIM export', peers: ['csv-parse'] },
	verba: { title: 'Verba export', peers: ['bare saxes', 'csv-parse'] },
};

/** Where a file lies, from the root of the bucket. The vendor's kind of name; numbered, so that they are in order. */
export function pathOf(service, folder, index) {
	const { root, nameOf } = SERVICES[service];
	return `${root}${folder}/${nameOf(String(index).padStart(NUMBER_LENGTH, '0'))}`;
}

export function pathsOf(service, folder, count) {
	return Array.from({ length: count }, (_, index) => pathOf(service, folder, index));
}

function genesysName(number) {
	return `003H1G2A6K8AF5PFKG5SO2LAES${number}_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin`;
}

function seaName(number) {
	return `2021-05-21-06-19-26_12345${number}_VOICE_0f8fad5b-d9cb-469f-a165-70867728950e.mp4`;
}

/** Ten thousand in a second, which is what the name has room for; then an hour later. */
function eightByEightName(number) {
	return `R20210521${number.slice(0, 2)}1926${number.slice(2)}.wav`;
}
