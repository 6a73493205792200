import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { BlobServer } from '../servers/blob-server';

/** What signs every token of these tests: nobody may ever see it. */
export const SIGNATURE = 'c2VjcmV0LXNpZ25hdHVyZQ==';

/** A server with the containers of one tenant. */
export async function startTenant(): Promise<BlobServer> {
	const server = await BlobServer.start();
	for (const container of ['recordings', 'gim-export']) server.store.createContainer(container);
	return server;
}

/** The credential as an administrator fills it in: URLs and tokens apart. */
export function credentialOf(
	server: BlobServer,
	changes: ICredentialDataDecryptedObject = {},
): ICredentialDataDecryptedObject {
	return {
		accountSecretUrl: `${server.endpoint}/`,
		accountToken: server.accountSas(),
		recordingsSecretUrl: `${server.endpoint}/recordings`,
		recordingsToken: server.containerSas('rl'),
		gimExportSecretUrl: `${server.endpoint}/gim-export`,
		gimExportToken: server.containerSas('rl'),
		allowHttp: true,
		retentionDays: 30,
		...changes,
	};
}

/** A container token with other parameters; undefined leaves one out. */
export function tokenWith(changes: Record<string, string | undefined>): string {
	const parameters = { sv: '2020-02-10', st: '2020-01-01T00:00:00Z', se: '2099-01-01T00:00:00Z', sr: 'c', sp: 'rl', ...changes };
	const given = Object.entries({ ...parameters, sig: SIGNATURE }).filter(([, value]) => value !== undefined);
	return new URLSearchParams(given as [string, string][]).toString();
}

/** A name as Genesys gives it; `number` makes the call different from others. */
export function recordingPath(number: number, startedAt = '2026-01-30T08:00:00Z', extension = 'mp3'): string {
	const call = number.toString(36).toUpperCase().padStart(32, '0');
	const [date, time] = startedAt.replace('Z', '').split('T');
	return `mytenant/${call}_${date}_${time.replaceAll(':', '-')}-0064020A-10013025-00000001.${extension}`;
}
