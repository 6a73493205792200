import { cutText } from '../secrets/cut';
import type { Classification } from './recording-error';

const MAX_HOST_LENGTH = 255;

/** What it means that n8n does not allow a connection; `said`: its own words. */
export function explainRefusal(host?: string, said?: string): Classification {
	const where = host === undefined ? 'that host' : `"${cutText(host, MAX_HOST_LENGTH)}"`;
	return {
		code: 'HOST_REFUSED',
		detail: `n8n's protection against requests to internal addresses does not allow connections to ${where}${said ? ` (${said})` : ''}`,
		advice: 'If the host in the credential is right, ask whoever runs n8n to allow it, by N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
	};
}
