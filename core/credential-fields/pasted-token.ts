import { parseBlobUrl, type BlobAddress } from '../sources/azure-blob/address';
import { withoutConnectionString } from '../sources/azure-blob/connection-string';
import { parseSas, type SharedAccessSignature } from '../sources/azure-blob/sas';

export interface PastedToken {
	/** Without the query of the pasted URL, which may be a secret. */
	address: Omit<BlobAddress, 'query'>;
	sas: SharedAccessSignature;
}

/**
 * URL and token, wherever each was pasted: apart, the token within the URL, the whole URL in the token field, each in
 * the other's field, or as a connection string. Throws a plain Error, without a secret, for what does not say it.
 */
export function readPasted({ url, token }: { url: string; token: string }): PastedToken {
	const texts = [withoutConnectionString(url), withoutConnectionString(token)];
	const [urlText, tokenText] = isBareToken(texts[0]) ? texts.toReversed() : texts;
	const { query, ...address } = placeOf(urlText, tokenText);
	const ofUrl = parseSas(query);
	const ofToken = parseSas(tokenText.slice(tokenText.indexOf('?') + 1));
	if (tokenText !== '' && !ofToken) throw new Error('the token has no signature (sig=…): it was not copied whole');
	if (ofUrl && ofToken) assertSameToken(ofUrl, ofToken);
	const sas = ofToken ?? ofUrl;
	if (!sas) throw new Error('the URL is there, but its token (…sig=…) is missing');
	return { address, sas };
}

// A token has no path before its first parameter, and no scheme.
function isBareToken(text: string): boolean {
	return /^[?&]?\w+=/.test(text) && parseSas(text) !== undefined;
}

function assertSameToken(ofUrl: SharedAccessSignature, ofToken: SharedAccessSignature): void {
	if (ofUrl.token.reveal() === ofToken.token.reveal()) return;
	throw new Error('the URL carries one token and the token field another: remove one of them');
}

function placeOf(urlText: string, tokenText: string): BlobAddress {
	const ofToken = /^https?:\/\//i.test(tokenText) ? parseBlobUrl(tokenText) : undefined;
	const ofUrl = urlText === '' ? undefined : parseBlobUrl(urlText);
	const place = ofUrl ?? ofToken;
	if (!place) throw new Error('the token is there, but its URL is missing');
	if (!ofUrl || !ofToken) return place;
	// A connection string names the account only; the URL beside it names the container.
	const isSameContainer = !ofUrl.container || !ofToken.container || ofUrl.container === ofToken.container;
	if (ofUrl.endpoint !== ofToken.endpoint || !isSameContainer) {
		throw new Error('the URL field and the token field hold different URLs: remove one of them');
	}
	return ofUrl.container ? ofUrl : { ...ofToken, query: ofUrl.query };
}
