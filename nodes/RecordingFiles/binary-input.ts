import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { settingError, textOf } from '../shared/parameters';

/** The file that an item holds in the field that "Input Binary Field" names. Throws INVALID_REQUEST where there is none. */
export function fileOf(context: IExecuteFunctions, itemIndex: number): IBinaryData {
	const field = textOf(context.getNodeParameter('inputField', itemIndex, 'data'), 'Input Binary Field').trim();
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	if (Object.hasOwn(binary, field)) return context.helpers.assertBinaryData(itemIndex, field);
	const others = Object.keys(binary).map((name) => `"${name}"`);
	throw settingError(
		`the item has no binary field "${field}"${others.length > 0 ? `; it has ${others.join(', ')}` : ''}`,
		others.length > 0 ? 'Set Input Binary Field to the one that holds the file.' : 'Put a node before this one that downloads or reads the file.',
	);
}

/** Its bytes as a stream, wherever n8n keeps them. */
export async function openFile(context: IExecuteFunctions, { id, data }: IBinaryData): Promise<Readable> {
	return id ? await context.helpers.getBinaryStream(id) : Readable.from([Buffer.from(data, 'base64')], { objectMode: false });
}
