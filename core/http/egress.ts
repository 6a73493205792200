import { isIP, type LookupFunction } from 'node:net';
import { RecordingError } from '../errors/recording-error';
import { explainRefusal } from '../errors/host-refused';
import { textOf } from '../errors/text-of';

export type Verdict = { ok: true } | { ok: false; error: Error };

/**
 * Where connections may go: n8n's protection against requests to internal addresses (N8N_SSRF_PROTECTION_ENABLED), in the form in which
 * n8n 2 hands it to nodes (`helpers.getSecureEgressFilter`). Absent, everything is allowed.
 */
export interface EgressFilter {
	/** Looks its host up, too. */
	validateUrl(url: string): Promise<Verdict>;
	/** Of a host that nobody will look up: an address. */
	validateConnectionHost(host: string): Verdict;
	/** Gives allowed addresses alone, so that what was checked is what is connected to. */
	createSecureLookup(): LookupFunction;
}

/** For `net.connect` and agents: names are looked up by the filter. Nothing where there is none. */
export function guardedLookup(egress: EgressFilter | undefined): { lookup?: LookupFunction } {
	if (!egress) return {};
	const inner = egress.createSecureLookup();
	const lookup: LookupFunction = (hostname, options, done) =>
		inner(hostname, options, (error, ...found) => done(error && !isOfDns(error) ? (refusal(hostname, error) as NodeJS.ErrnoException) : error, ...found));
	return { lookup };
}

/** Throws HOST_REFUSED for an address that is not allowed. Names are checked when they are looked up. */
export function assertAllowedHost(host: string, egress: EgressFilter | undefined): void {
	const address = host.replace(/^\[(.*)\]$/, '$1');
	if (!egress || isIP(address) === 0) return;
	const verdict = egress.validateConnectionHost(address);
	if (!verdict.ok) throw refusal(address, verdict.error);
}

/** The same of an origin that a proxy connects to: what the name leads to is looked up here, once. */
export async function assertAllowedOrigin(origin: string, egress: EgressFilter | undefined): Promise<void> {
	if (!egress) return;
	const { hostname } = new URL(origin);
	const verdict = await egress.validateUrl(origin);
	if (!verdict.ok) throw refusal(hostname, verdict.error);
}

/** What the name server says has a code of its own, such as ENOTFOUND. */
export function isOfDns(error: NodeJS.ErrnoException): boolean {
	return typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code);
}

function refusal(host: string, cause: unknown): RecordingError {
	return new RecordingError({ ...explainRefusal(host, textOf(cause)), operation: 'connect' });
}
