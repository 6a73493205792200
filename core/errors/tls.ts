import { cutText } from '../secrets/cut';
import type { Classification } from './recording-error';

const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;
const UNKNOWN_AUTHORITY = /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE)/;
// What OpenSSL says when the first bytes of the other side are no TLS; its code is EPROTO, or one of its own.
const NO_TLS = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|[: _]http[ _]request/i;
// What either side says of bytes that are not those that were sent, in OpenSSL's words; or of its own, where the other side found it.
const DAMAGED =
	/bad[ _]record|record[ _](?:type|overflow)|decryption[ _]failed|decrypt[ _]error|decode[ _]error|digest[ _]check|unexpected[ _](?:message|record)|illegal[ _]parameter|bad[ _](?:length|signature|packet|extension|ecpoint|key[ _]share)|length[ _](?:mismatch|too[ _](?:long|short))|session[ _]id[ _]too[ _]long/i;
const MAX_NAMES_LENGTH = 200;

/** The certificate of the other side does not please, as we see it. */
export function isCertificateCode(code: string): boolean {
	return UNKNOWN_AUTHORITY.test(code) || /^(CERT_|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID)/.test(code);
}

export function isTlsCode(code: string): boolean {
	return TLS_CODE.test(code);
}

const DAMAGED_ADVICE = 'Run it again. If it happens again and again, look at the network between n8n and the service, and at firewalls that read along in TLS.';

/** What an error of TLS means; each kind has a cure of its own. */
export function explainTls(code: string, message: string): Classification {
	const said = `${code} ${message}`;
	if (!NO_TLS.test(said) && DAMAGED.test(said)) return { code: 'CONNECTION_FAILED', detail: `what came over the secure connection was damaged on the way (${code})`, advice: DAMAGED_ADVICE };
	const { detail, advice } = explain(code, message);
	return { code: 'TLS_FAILED', detail: `${detail} (${code})`, advice };
}

function explain(code: string, message: string): { detail: string; advice: string } {
	if (NO_TLS.test(`${code} ${message}`)) {
		return {
			detail: 'the server does not speak TLS at that address',
			advice:
				'If this is a local test server, begin its URL with http:// and switch on "Allow Insecure HTTP" in the credential. Else check host and port in the URL, and whether HTTPS_PROXY begins with http:// if there is a proxy.',
		};
	}
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
		const names = cutText(/altnames: (.+)/.exec(message)?.[1] ?? '', MAX_NAMES_LENGTH);
		return {
			detail: `the certificate of the server is for another host name${names ? `: ${names}` : ''}`,
			advice:
				'Check the host in the credential: it must be the one that the vendor names, not an alias or an IP address of it.',
		};
	}
	if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
		return {
			detail: `a certificate of the server ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}, by the clock of this machine`,
			advice:
				'Check the clock of this machine. If it is right, a proxy of your company or the server needs a new certificate; so may "CA Certificate" of the credential.',
		};
	}
	if (UNKNOWN_AUTHORITY.test(code)) {
		return {
			detail: 'the certificate of the server comes from an authority that is not trusted here',
			advice:
				'If a proxy of your company re-signs TLS, paste its CA certificate into "CA Certificate" of the credential, or start n8n with NODE_EXTRA_CA_CERTS.',
		};
	}
	return {
		detail: 'no secure connection to the server could be agreed on',
		advice: 'Check the address in the credential, and that a firewall or proxy lets TLS 1.2 or later through.',
	};
}
