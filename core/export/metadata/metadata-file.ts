import type { ExportedItem } from '../item';
import { csvMetadata } from './csv-form';
import { metadataFields } from './fields';
import { xmlMetadata } from './xml-form';

export type MetadataFormat = 'json' | 'csv' | 'xml';

export interface MetadataOptions {
	format: MetadataFormat;
	/** IANA name of a time zone: each time is there twice, in UTC and in this one. */
	zone?: string;
}

const MIME_TYPES: Record<MetadataFormat, string> = { json: 'application/json', csv: 'text/csv', xml: 'application/xml' };

/** Beside the file, and never the name of one: see `names/target-namer.ts`. */
export function metadataPath(targetPath: string, format: MetadataFormat): string {
	return `${targetPath}.metadata.${format}`;
}

export function metadataMimeType(format: MetadataFormat): string {
	return MIME_TYPES[format];
}

/**
 * All that is known of a recording, in UTF-8: the fields that all vendors have first, in their order, then what only one has, by
 * name, then what became of the export. The same item gives the same bytes.
 */
export function metadataFile(item: ExportedItem, { format, zone }: MetadataOptions): Buffer {
	const fields = metadataFields(item, zone);
	if (format === 'json') return Buffer.from(`${JSON.stringify(fields, null, '\t')}\n`);
	return Buffer.from(format === 'csv' ? csvMetadata(fields) : xmlMetadata(fields));
}
