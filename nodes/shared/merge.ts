import type { IDataObject } from 'n8n-workflow';
import { ERROR_CODES } from '../../core/errors/codes';
import type { Recording } from '../../core/vendors/recording';

// Every field that a recording can have: those of another one must not stay beside this one's.
const RECORDING_FIELDS: Record<keyof Recording, true> = {
	vendor: true,
	path: true,
	container: true,
	name: true,
	extension: true,
	encrypted: true,
	sizeBytes: true,
	lastModified: true,
	etag: true,
	contentMd5: true,
	expiresAt: true,
	callId: true,
	startTime: true,
	mediaType: true,
	segmentId: true,
	tenant: true,
	tags: true,
};
const VENDORS_OWN_FIELDS = ['contactId', 'recordingId', 'statementId', 'sequence', 'utcFolder', 'kind', 'fileCount', 'mediaFileCount', 'hasManifest', 'hasCdr', 'includesSubfolders'];
// What a listing said of the version that it saw: the answer speaks of the one that came.
const VERSION_FIELDS = ['etag', 'sizeBytes', 'contentMd5', 'lastModified', 'expiresAt'];
const RESULT_FIELDS = ['verifiedBy', 'changedSinceListed', 'detailsError', 'decryption'];
const OTHERS_FIELDS = [...Object.keys(RECORDING_FIELDS), ...VENDORS_OWN_FIELDS, ...RESULT_FIELDS];

/** The input of an item with its recording brought up to date: nothing of another recording, nor of a failed try. */
export function withRecording(input: IDataObject, recording: Recording, more: IDataObject): IDataObject {
	const stale = isOf(input, recording.path) ? [...VERSION_FIELDS, ...RESULT_FIELDS] : OTHERS_FIELDS;
	return { ...without(input, stale), ...(recording as unknown as IDataObject), ...more };
}

const NAME_FIELDS = ['recognised', 'fits', 'fileType', 'mimeType'];

/** The input of an item with what the name of a file tells: of another file than the item's, nothing else is known. */
export function withNameFields(input: IDataObject, found: IDataObject): IDataObject {
	const stale = isOf(input, found.path) ? NAME_FIELDS : [...OTHERS_FIELDS, ...NAME_FIELDS];
	return { ...without(input, stale), ...found };
}

function isOf(input: IDataObject, path: unknown): boolean {
	return input.path === undefined || input.path === path;
}

function without(input: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(Object.entries(withoutFailure(input)).filter(([name]) => !names.includes(name)));
}

/** Whether the item comes from a try of this package that failed. */
export function hasFailed({ errorCode, details }: IDataObject): boolean {
	return isErrorCode(errorCode) || isErrorCode((details as IDataObject | null | undefined)?.errorCode);
}

/** Without what an earlier try of this package left on the item when it failed. */
export function withoutFailure(json: IDataObject): IDataObject {
	const { error, errorCode, advice, details, ...rest } = json;
	if (hasFailed(json)) return rest;
	const given = { error, errorCode, advice, details };
	return { ...rest, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function isErrorCode(value: unknown): boolean {
	return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
