/** The same workflow for each client: a webhook is given paths, a node downloads them, n8n stores the files. */
import { readFileSync } from 'node:fs';
import { credentialFor } from '../clients/ours/s3.mjs';
import { credentialFor as sftpCredentialFor } from '../clients/ours/sftp.mjs';

const CREDENTIAL_IDS = { ours: 'bench-ours', theirs: 'bench-theirs' };

/** Per service: the node and the credential of ours, and of n8n's own for the same. */
const NODES = {
	s3: {
		ours: {
			title: 'ours',
			credential: (place) => ({ type: 'cxoneSeaApi', data: { ...credentialFor(place), retentionDays: 30 } }),
			node: () => ({
				type: 'n8n-nodes-call-recordings.cxoneSea',
				typeVersion: 1,
				parameters: { resource: 'recording', operation: 'download', path: '={{ $json.path }}', binaryPropertyName: 'data' },
			}),
		},
		theirs: {
			title: "n8n's S3",
			credential: ({ endpoint, region, accessKeyId, secretAccessKey }) => ({
				type: 's3',
				data: { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle: true, ignoreSSLIssues: false },
			}),
			node: ({ bucket }) => ({
				type: 'n8n-nodes-base.s3',
				typeVersion: 1,
				parameters: {
					...{ resource: 'file', operation: 'download', bucketName: bucket },
					...{ fileKey: '={{ $json.path }}', binaryPropertyName: 'data' },
				},
			}),
		},
	},
	// n8n's own FTP node speaks no TLS: there is nobody for FTPS.
	sftp: {
		ours: {
			title: 'ours',
			credential: (place) => ({ type: 'eightByEightSftpApi', data: { ...sftpCredentialFor(place), retentionDays: 30, maxConnections: 4 } }),
			node: () => ({
				type: 'n8n-nodes-call-recordings.eightByEightRecordings',
				typeVersion: 1,
				parameters: { resource: 'recording', operation: 'download', path: '={{ $json.path }}', binaryPropertyName: 'data' },
			}),
		},
		theirs: {
			title: "n8n's FTP",
			credential: ({ host, port, user, keyFile }) => ({
				type: 'sftp',
				data: { host, port, username: user, password: '', privateKey: readFileSync(keyFile, 'utf8'), passphrase: '' },
			}),
			node: ({ home }) => ({
				type: 'n8n-nodes-base.ftp',
				typeVersion: 1,
				parameters: {
					...{ protocol: 'sftp', operation: 'download' },
					...{ path: `=${home}/{{ $json.path }}`, binaryPropertyName: 'data', options: {} },
				},
			}),
		},
	},
};

/** @returns for each client `{ title, workflow, credential }`; the workflow's id is the path of its webhook too */
export function workflowsFor(service, place) {
	return Object.entries(NODES[service]).map(([client, { title, node, credential }]) => {
		const named = { id: CREDENTIAL_IDS[client], name: CREDENTIAL_IDS[client], ...credential(place) };
		const { id, name, type } = named;
		const download = { ...node(place), name: 'Download', credentials: { [type]: { id, name } } };
		return { title, credential: named, workflow: downloadOf(`bench-${service}-${client}`, download) };
	});
}

function downloadOf(id, download) {
	return workflowOf(id, [webhook(id, 'noData'), splitOut(), download]);
}

/** Nodes one behind the other. */
export function workflowOf(id, rows) {
	const nodes = rows.map((node, index) => ({ id: `${id}-${index}`, position: [index * 200, 0], ...node }));
	const wires = rows.slice(1).map(({ name }, index) => [
		rows[index].name,
		{ main: [[{ node: name, type: 'main', index: 0 }]] },
	]);
	return { id, name: id, active: false, nodes, connections: Object.fromEntries(wires), settings: { executionOrder: 'v1' } };
}

/** Answers when the last node has finished. @param {string} responseData with what of that node */
export function webhook(path, responseData) {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', responseData, options: {} },
	};
}

function splitOut() {
	return { name: 'Files', type: 'n8n-nodes-base.splitOut', typeVersion: 1, parameters: { fieldToSplitOut: 'body.files', options: {} } };
}
