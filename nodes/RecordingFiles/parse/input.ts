import type { Readable } from 'node:stream';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { ParseSettings } from './settings';

/** A file, and how its rows are wanted. */
export interface IndexInput {
	context: IExecuteFunctions;
	itemIndex: number;
	body: Readable;
	/** Of the file. */
	name: string;
	settings: ParseSettings;
}
