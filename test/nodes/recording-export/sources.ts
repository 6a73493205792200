import { FtpServer } from '../../servers/ftp/ftp-server';
import { S3Server } from '../../servers/s3-server';
import { BUCKET, FOLDER } from '../cxone/sea-stage';
import { PASSWORD, ZONE } from '../eight-by-eight/tenant-stage';
import { azurePlace, ftpsPlace, machineFolder, s3Place, sftpPlace, type Files, type Place } from '../verba/places';
import type { ExportStage } from './export-stage';

/** The SEA folder of NICE CXone, as the source. */
export async function cxone(stage: ExportStage, files: Files): Promise<S3Server> {
	const server = await S3Server.start();
	server.store.createBucket(BUCKET);
	const { accessKeyId, secretAccessKey } = server.createKey({ bucket: BUCKET, prefix: FOLDER });
	server.seed(BUCKET, Object.fromEntries(Object.entries(files).map(([name, content]) => [FOLDER + name, { content }])));
	const data = { fileLocation: `${BUCKET}/${FOLDER}`, accessKeyId, secretAccessKey, endpoint: server.origin, allowHttp: true, retentionDays: 30 };
	return stage.with(server, { parameters: { source: 'cxone' }, credentials: { cxoneSeaApi: data }, secrets: [secretAccessKey] });
}

/** The server of an 8x8 tenant, as the source. */
export async function eightByEight(stage: ExportStage, files: Files): Promise<FtpServer> {
	const server = await FtpServer.start({ user: 'acmejets', password: PASSWORD });
	server.seed(files);
	const data = { protocol: 'ftpsImplicit', platform: 'other', host: '127.0.0.1', port: String(server.port), tenantName: 'acmejets', password: PASSWORD, timeZone: ZONE, retentionDays: 30, maxConnections: 4, extraCa: server.ca.cert };
	return stage.with(server, { parameters: { source: 'eightByEight', options: { minimumAgeMinutes: 0 } }, credentials: { eightByEightSftpApi: data }, secrets: [PASSWORD] });
}

const PLACES: Record<'s3' | 'azureBlob' | 'sftp' | 'ftps' | 'folder', () => Promise<Place>> = { s3: s3Place, azureBlob: async () => await azurePlace('racwdl'), sftp: sftpPlace, ftps: ftpsPlace, folder: machineFolder };
export type PlaceKind = keyof typeof PLACES;

/** Storage of the customer's own, as the source. */
export async function storage(stage: ExportStage, kind: PlaceKind, files: Files, source: 'storage' | 'verba' = 'storage'): Promise<Place> {
	const place = await PLACES[kind]();
	await place.seed(files);
	const { targetType, folderPath } = place.parameters;
	const credentials = Object.fromEntries(Object.entries(place.credentials).map(([type, data]) => [type.replace('Target', 'Source'), data]));
	const parameters = { source, sourceType: targetType, ...(folderPath === undefined ? {} : { sourceFolderPath: folderPath }), options: { minimumAgeMinutes: 0 } };
	return stage.with(place, { parameters, credentials, secrets: place.secrets });
}

/** Storage of the customer's own, as the target. */
export async function target(stage: ExportStage, kind: PlaceKind): Promise<Place> {
	const place = await PLACES[kind]();
	// The folder of a login must be there before.
	const credentials = kind === 'ftps' ? { sftpTargetApi: { ...place.credentials.sftpTargetApi, folder: '' } } : place.credentials;
	return stage.with(place, { parameters: place.parameters, credentials, secrets: place.secrets });
}
