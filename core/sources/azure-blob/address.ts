import { isIP } from 'node:net';
import { withoutWrapping } from '../../text/pasted';

/** Where a container or account lies. */
export interface BlobAddress {
	/** `https://<account>.blob.core.windows.net`, or `http://127.0.0.1:10000/<account>`; no slash at the end. */
	endpoint: string;
	account: string;
	container?: string;
	/** What follows the container in the path, without a slash at the start. */
	folder?: string;
	/** The query, without `?`; may hold a SAS. */
	query: string;
	isHttps: boolean;
}

/** Reads a URL as an administrator pastes it: with blanks, quotes, or without its scheme. Throws a plain Error. */
export function parseBlobUrl(pasted: string): BlobAddress {
	const text = withoutWrapping(pasted);
	const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
	const url = toUrl(hasScheme ? text : `https://${text}`);
	if (!hasScheme && isWord(url)) throw new Error('this is not a URL');
	const segments = url.pathname.split('/').slice(1).map(decode);
	const account = isPathStyle(url.hostname) ? segments.shift() : url.hostname.split('.')[0];
	if (!account || !/^[\w-]+$/.test(account)) throw new Error('the URL has no account name after the host');
	const [container, ...folder] = segments;
	return {
		endpoint: isPathStyle(url.hostname) ? `${url.origin}/${account}` : url.origin,
		account,
		container: container || undefined,
		folder: folder.join('/') || undefined,
		query: text.includes('?') ? text.slice(text.indexOf('?') + 1) : '',
		isHttps: url.protocol === 'https:',
	};
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw new Error('the path of the URL has a % that escapes nothing');
	}
}

function toUrl(text: string): URL {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw new Error('this is not a URL');
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error('the URL must start with https://');
	if (url.username || url.password) throw new Error('the URL must not carry a user name or password');
	return url;
}

// Storage emulators and private deployments put the account into the path, because their host has no name for it.
function isPathStyle(hostname: string): boolean {
	return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || !hostname.includes('.');
}

// A word alone could be the name of a host in a network of containers, but is none that anybody would paste bare.
function isWord({ hostname, port }: URL): boolean {
	return port === '' && !/[.:]|^localhost$/.test(hostname);
}

/** Whether Azure could have a container of that name: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
export function isContainerName(name: string): boolean {
	return /^(\$[a-z]+|(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*)$/.test(name);
}
