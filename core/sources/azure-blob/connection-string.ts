import { withoutWrapping } from '../../text/pasted';

const IS_CONNECTION_STRING = /(?:^|;)\s*(?:SharedAccessSignature|AccountKey)\s*=/i;
// 64 bytes as base64: what the portal shows as "Key".
const IS_ACCOUNT_KEY = /^[a-z0-9+/]{86}==$/i;

/**
 * A pasted text without what a connection string puts around a token: `BlobEndpoint=…;SharedAccessSignature=sv=…` as
 * the URL with its token, `SharedAccessSignature=sv=…` as the token. Any other text comes back unwrapped. Throws a plain
 * Error for the key of an account, which is no token and opens all of it.
 * Source: https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
 */
export function withoutConnectionString(pasted: string): string {
	const text = withoutWrapping(pasted);
	if (IS_ACCOUNT_KEY.test(text)) throw new Error(KEY_PROBLEM);
	if (!IS_CONNECTION_STRING.test(text)) return text;
	const fields = fieldsOf(text);
	const token = fields.get('sharedaccesssignature')?.replace(/^\?/, '');
	if (!token) throw new Error(KEY_PROBLEM);
	const endpoint = endpointOf(fields);
	return endpoint ? `${endpoint}?${token}` : token;
}

const KEY_PROBLEM =
	'this holds the key of the account, which opens all of it and is no token: paste a shared access signature (…sig=…) instead';

function fieldsOf(text: string): Map<string, string> {
	const fields = new Map<string, string>();
	// A web page writes the & of a token as &amp;, whose semicolon ends no field.
	for (const part of text.replaceAll('&amp;', '&').split(';')) {
		const equals = part.indexOf('=');
		const name = part.slice(0, Math.max(equals, 0)).trim().toLowerCase();
		if (fields.has(name)) throw new Error('this connection string says one thing twice: paste one connection string');
		if (name) fields.set(name, withoutWrapping(part.slice(equals + 1)));
	}
	return fields;
}

function endpointOf(fields: Map<string, string>): string | undefined {
	const named = fields.get('blobendpoint');
	if (named) return /^https?:\/\//i.test(named) ? named : `https://${named}`;
	const account = fields.get('accountname');
	if (!account) return undefined;
	const { defaultendpointsprotocol: protocol = 'https', endpointsuffix: suffix = 'core.windows.net' } = Object.fromEntries(fields);
	return `${protocol}://${account}.blob.${suffix}`;
}
