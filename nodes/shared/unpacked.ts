import type { Readable } from 'node:stream';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { unpack, type RandomAccess, type UnpackedFile, type ZipOptions } from '../../core/archive';
import { isRecordingError, RecordingError } from '../../core/errors/recording-error';
import type { Secret } from '../../core/secrets/secret';
import { fitsWildcard } from '../../core/text/wildcard';
import { withoutAbsent } from '../../core/vendors/recording';
import { archiveLimitsOf } from './archive-limits';
import { assertFitsBinaryStore } from './binary-store';
import { outputFieldOf } from './downloads';
import { toErrorItem, toNodeError } from './errors';
import { extensionsIn } from './filters';
import { addHint } from './hints';
import { mimeTypeOf } from './mime-types';
import { countOf, namesOf, numberOf } from './parameters';
import { DEFAULT_MAX_FILES, DEFAULT_MAX_MIB } from './unpack-defaults';

export interface UnpackSettings {
	/** Of the archive. */
	name: string;
	password?: Secret;
	/** By the path within the archive. */
	isWanted(path: string): boolean;
	/** How it is opened. */
	zip?: Pick<ZipOptions, 'limits' | 'advice'>;
	/** Of those that are wanted; more is refused before the first is unpacked. */
	maxFiles?: number;
	maxTotalBytes?: number;
	/** The binary field to put each file into. */
	field: string;
	/** What stands on each item. */
	about: IDataObject;
}

/**
 * The files of an archive, one item each. The archive is refused whole where it could do harm, is too much, or does not open; a
 * file that turns out to be damaged fails alone where the workflow says so.
 */
export async function unpackedItems(context: IExecuteFunctions, itemIndex: number, from: RandomAccess | Readable, settings: UnpackSettings): Promise<INodeExecutionData[]> {
	const { name, password, isWanted, zip } = settings;
	const limits = new Limits(settings);
	const signal = context.getExecutionCancelSignal();
	const accept = (entry: { name: string; sizeBytes: number }) => isWanted(entry.name) && limits.add(entry.sizeBytes);
	const items: INodeExecutionData[] = [];
	for await (const file of unpack(from, { path: name, password, signal, accept, ...zip })) {
		try {
			items.push(await toItem(context, itemIndex, file, settings));
		} catch (error) {
			if (!context.continueOnFail() || !isOfFile(error)) throw toNodeError(context.getNode(), error, itemIndex);
			items.push(toErrorItem(context, error, itemIndex));
		}
	}
	if (items.length === 0) addHint(context, `${name} holds no file, or none that the filters let through.`);
	return items;
}

async function toItem(context: IExecuteFunctions, itemIndex: number, file: UnpackedFile, { field, about }: UnpackSettings): Promise<INodeExecutionData> {
	const { path, sizeBytes, encryption, lastModified, lastModifiedLocal } = file;
	assertFitsBinaryStore({ path, sizeBytes });
	const name = path.slice(path.lastIndexOf('/') + 1);
	const extension = /[^.]\.([a-z0-9]{1,10}(?:\.bin)?)$/i.exec(name)?.[1].toLowerCase();
	const stored = await context.helpers.prepareBinaryData(await file.open(), name, mimeTypeOf(extension));
	const json = withoutAbsent<IDataObject>({ ...about, path, name, extension, sizeBytes, lastModified, lastModifiedLocal, encryption, verifiedBy: verifiedBy(encryption) });
	return { json, binary: { [field]: stored }, pairedItem: { item: itemIndex } };
}

// AE-2 keeps no checksum but that of its encryption; which of the two AES has, the table of contents does not tell.
function verifiedBy(encryption: UnpackedFile['encryption']): string {
	return encryption?.startsWith('AES') ? 'hmac' : 'crc32';
}

const OF_FILE = new Set<RecordingError['code']>(['ARCHIVE_PASSWORD', 'ARCHIVE_REFUSED', 'CORRUPTED', 'TOO_LARGE', 'UNSUPPORTED']);

/** Whether the next file may be all right. */
function isOfFile(error: unknown): boolean {
	return isRecordingError(error) && OF_FILE.has(error.code);
}

/** Counts what is wanted while the table of contents is read. */
class Limits {
	#files = 0;
	#bytes = 0;

	constructor(private readonly settings: UnpackSettings) {}

	add(sizeBytes: number): true {
		const { maxFiles = Infinity, maxTotalBytes = Infinity } = this.settings;
		this.#bytes += sizeBytes;
		if (++this.#files > maxFiles) throw this.#tooMuch(`more than ${maxFiles} of its files are wanted`, 'Max Files');
		if (this.#bytes > maxTotalBytes) throw this.#tooMuch(`its files that are wanted have more than ${maxTotalBytes / MIB} MiB together`, 'Max Size');
		return true;
	}

	#tooMuch(detail: string, option: string): RecordingError {
		const advice = `Take fewer by Extensions or Name Pattern, or raise the option "${option}". n8n keeps each file until the execution is deleted.`;
		return new RecordingError({ code: 'TOO_LARGE', operation: 'unzip', path: this.settings.name, detail, advice });
	}
}

const MIB = 1024 * 1024;

/** Which files of an archive are wanted, and how much: what `descriptions/unpack.ts` asks for. Throws INVALID_REQUEST that names the field. */
export function unpackSettingsOf(context: IExecuteFunctions, itemIndex: number): Pick<UnpackSettings, 'isWanted' | 'zip' | 'maxFiles' | 'maxTotalBytes' | 'field'> {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return {
		isWanted: wantedBy(filters),
		zip: archiveLimitsOf(options),
		maxFiles: countOf(options.maxFiles, 'Max Files', { fallback: DEFAULT_MAX_FILES }),
		maxTotalBytes: numberOf(options.maxMib ?? DEFAULT_MAX_MIB, 'Max Size', { min: 0 }) * MIB,
		field: outputFieldOf(context, itemIndex),
	};
}

/** A pattern with a slash is one for the path, another one for the name alone. */
function wantedBy(filters: IDataObject): (path: string) => boolean {
	const hasExtension = extensionsIn(filters);
	const patterns = namesOf(filters.namePattern, 'Name Pattern');
	return (path) => {
		const name = path.slice(path.lastIndexOf('/') + 1);
		return hasExtension(name) && (patterns.length === 0 || patterns.some((pattern) => fitsWildcard(pattern.includes('/') ? path : name, pattern)));
	};
}
