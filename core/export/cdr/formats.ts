import type { Readable } from 'node:stream';
import { RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';
import type { ExportedItem } from '../item';
import { csvFile, type CsvCdrOptions } from './csv-file';
import { pdfFile } from './pdf-file';

export type CdrFormat = 'csv' | 'pdf';

export interface CdrOptions extends CsvCdrOptions {
	/** A file in each; default: CSV. */
	formats?: readonly CdrFormat[];
}

/** Whose records they are. */
export interface RunFacts {
	job: string;
	run: string;
	records: number;
}

/** How records become a file. Throws INVALID_REQUEST for columns that are none. */
export interface Form {
	/** Of the name of the file. */
	ending: string;
	contentType: string;
	make(items: AsyncIterable<ExportedItem>, options: CdrOptions, facts: RunFacts): Readable;
}

const FORMS: Record<CdrFormat, Form> = {
	csv: { ending: '.csv', contentType: 'text/csv', make: (items, options) => csvFile(items, options) },
	pdf: { ending: '.pdf', contentType: 'application/pdf', make: (items, options, facts) => pdfFile(items, options, { ...facts, started: startOf(facts.run), zone: options.zone }) },
};

/** Throws INVALID_REQUEST for one that another version of the program had. */
export function formsOf({ formats = ['csv'] }: CdrOptions): Form[] {
	return formats.map((format) => (Object.hasOwn(FORMS, format) ? FORMS[format] : refuse(format)));
}

/** Runs begin their names with it: `20260131T175901Z-…`. */
function startOf(run: string): Date {
	const iso = run.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ).*$/s, '$1-$2-$3:$4:$5');
	const ms = Date.parse(iso);
	return new Date(Number.isNaN(ms) ? 0 : ms);
}

function refuse(format: string): never {
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `"CDR Format": "${cutText(String(format), 60)}" is none`,
		advice: `There are ${Object.keys(FORMS).join(', ')}.`,
	});
}
