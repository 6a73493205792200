import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { MAX_PATH_BYTES } from '../../../core/sources/paths';
import { recogniseName, type RecognisedName } from '../../../core/vendors/file-names';
import { withNameFields } from '../../shared/merge';
import { knownMimeTypeOf } from '../../shared/mime-types';
import { choiceOf, flagOf, settingError, textOf } from '../../shared/parameters';

const VENDORS = ['detect', '8x8', 'genesys', 'nice-cxone'] as const;

/** Puts what the name of a file tells on its item, beside what is there; the files of the item stay. */
export async function parseFileName(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const path = nameOf(context, itemIndex);
	const vendor = choiceOf(context.getNodeParameter('vendor', itemIndex, 'detect'), 'Vendor', VENDORS);
	const { failOnUnknown = false } = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const found = recogniseName(path, vendor === 'detect' ? {} : { vendor });
	if (!found.recognised && flagOf(failOnUnknown, 'Fail on Unknown Names')) throw unknownName(found, vendor);
	const mimeType = knownMimeTypeOf(found.extension);
	const { json = {}, binary } = context.getInputData()[itemIndex] ?? {};
	return [{ json: withNameFields(json, { ...found, ...(mimeType && { mimeType }) } as IDataObject), ...(binary && { binary }), pairedItem: { item: itemIndex } }];
}

function nameOf(context: IExecuteFunctions, itemIndex: number): string {
	const given: unknown = context.getNodeParameter('fileName', itemIndex, '');
	// Untrimmed: blanks can be part of a name.
	const name = textOf(given ?? '', 'File Name');
	if (name === '') throw settingError('the item has no path, no name, and no binary file with one', 'Set File Name to the field that holds the name.');
	if (Buffer.byteLength(name) > MAX_PATH_BYTES) throw settingError(`"File Name" is longer than ${MAX_PATH_BYTES} bytes`, 'Give the name of a file, not its content.');
	return name;
}

function unknownName({ path, fits }: RecognisedName, vendor: string): RecordingError {
	const whose = vendor === 'detect' ? 'of any vendor' : `of ${vendor}`;
	return new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'parse the name',
		path,
		detail: fits ? `it could be a ${fits.join(' as well as a ')}` : `it is no name ${whose} that is known here`,
		advice: 'Set Vendor to another one, or switch Fail on Unknown Names off. Verba documents no names: what it exports is told by its metadata.',
	});
}
