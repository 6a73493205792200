import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isOfDns, type EgressFilter, type Verdict } from './egress';
import { rulesOf, type EgressRules } from './egress-rules';

/**
 * The protection as n8n's environment states it, beside the filter that n8n hands out; to tests of credentials it hands none. Where it
 * is off, that filter alone. Rules that cannot be read refuse everything, by an error that names the variable.
 */
export function egressOfEnvironment(environment: NodeJS.ProcessEnv = process.env, beside?: EgressFilter): EgressFilter | undefined {
	try {
		const rules = rulesOf(environment);
		return rules ? new EnvironmentEgress(rules, beside) : beside;
	} catch (error) {
		return refuseAll(error as Error);
	}
}

function refuseAll(error: Error): EgressFilter {
	return {
		validateUrl: async () => ({ ok: false, error }),
		validateConnectionHost: () => ({ ok: false, error }),
		createSecureLookup: () => (_hostname, _options, done) => done(error, []),
	};
}

class EnvironmentEgress implements EgressFilter {
	constructor(
		private readonly rules: EgressRules,
		private readonly beside?: EgressFilter,
	) {}

	async validateUrl(url: string): Promise<Verdict> {
		const verdict = await this.beside?.validateUrl(url);
		if (verdict?.ok === false) return verdict;
		const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
		if (isIP(host)) return this.validateConnectionHost(host);
		return await new Promise((resolve, reject) => {
			this.createSecureLookup()(host, { all: true }, (error) => {
				if (!error) resolve({ ok: true });
				else if (isOfDns(error)) reject(error);
				else resolve({ ok: false, error });
			});
		});
	}

	validateConnectionHost(host: string): Verdict {
		const verdict = this.beside?.validateConnectionHost(host);
		if (verdict?.ok === false) return verdict;
		if (!isIP(host) || this.#isAllowed(host)) return { ok: true };
		return { ok: false, error: new Error('a restricted address') };
	}

	createSecureLookup(): LookupFunction {
		const { blockedNames, allowedNames } = this.rules;
		const resolve: LookupFunction = this.beside?.createSecureLookup() ?? lookup;
		return (hostname, options, done) => {
			const isNamed = matches(hostname, allowedNames);
			if (!isNamed && matches(hostname, blockedNames)) {
				done(new Error('a restricted name'), []);
				return;
			}
			// All of them, whatever was asked for: one that is restricted tells enough.
			resolve(hostname, { ...options, all: true }, (error, answer, family) => {
				const found = typeof answer === 'string' ? [{ address: answer, family: family ?? isIP(answer) }] : (answer ?? []);
				const refused = !error && !isNamed && found.some(({ address }) => !this.#isAllowed(address)) ? new Error('a restricted address') : error;
				if (refused || options.all) done(refused, found);
				else done(null, found[0].address, found[0].family);
			});
		};
	}

	#isAllowed(address: string): boolean {
		const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
		const { allowed, blocked } = this.rules;
		return allowed.check(address, family) || !blocked.check(address, family);
	}
}

function matches(hostname: string, patterns: string[]): boolean {
	const name = hostname.toLowerCase().replace(/\.$/, '');
	return patterns.some((pattern) => (pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) && name.length > pattern.length - 1 : name === pattern));
}
