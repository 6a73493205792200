import type { Problem } from '../http/ca-certificate';
import type { PastedToken } from './pasted-token';

/** What speaks against plain HTTP: the credential, which has to allow it, or the token itself. */
export function problemWithProtocol({ address, sas }: PastedToken, { allowHttp }: { allowHttp: boolean }): Problem | undefined {
	if (address.isHttps) return undefined;
	if (!allowHttp) {
		return {
			problem: 'the URL starts with http://, which would send the token unprotected',
			advice: 'Use https://. Only for a local test server, switch on "Allow Insecure HTTP" in the credential.',
		};
	}
	if (!sas.httpsOnly) return undefined;
	return { problem: 'the token works over https:// only (spr=https)', advice: 'Change the URL to https://.' };
}

/** Which of the rights a token lacks, by its own words; `names` of their letters. A token under a policy does not say. */
export function lacksRights(permissions: string | undefined, needed: string, names: Record<string, string>, advice: string): Problem | undefined {
	const missing = [...needed].filter((letter) => !hasRights(permissions, letter));
	if (missing.length === 0) return undefined;
	const list = missing.map((letter) => `${names[letter]} (${letter})`).join(' and ');
	return { problem: `the token lacks the right to ${list}; it has sp=${permissions}`, advice };
}

export function hasRights(permissions: string | undefined, letters: string): boolean {
	return permissions === undefined || [...letters].every((letter) => permissions.includes(letter));
}

/** Whether what follows the container in a URL names a file. As a folder it would list nothing, without an error. A version (v1.2) is no extension. */
export function looksLikeFile(folder = ''): boolean {
	return /\.(?=\d*[a-z])[a-z0-9]{1,10}$/i.test(folder);
}
