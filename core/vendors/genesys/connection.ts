import { RecordingError, type RecordingErrorContext } from '../../errors/recording-error';
import { openAzureBlob } from '../../sources/azure-blob';
import { withLayers, type LayerOptions } from '../../sources/layers';
import { toFolder } from '../../sources/paths';
import { Recordings } from '../../sources/recordings';
import { DEFAULT_CONTAINER, type GenesysCredential, type GenesysToken, type TokenProblem } from './credential';
import { titleOf } from './credential-fields';
import { adviceOnTwin, isGimExport } from './token-problems';

/** The containers and the tag index of one tenant, opened when first used. */
export class GenesysConnection {
	readonly #open = new Map<GenesysToken, Promise<Recordings>>();

	constructor(
		readonly credential: GenesysCredential,
		private readonly layers: LayerOptions,
	) {}

	/** The storage account of the tag index. */
	get account(): string | undefined {
		return this.#accountToken?.address.account;
	}

	/** The tag index. Throws CREDENTIAL_… when there is no usable account token. */
	async tagIndex(): Promise<Recordings> {
		const token = this.#accountToken;
		if (!token) throw this.#missing('find', 'account', `finding by tags needs the account container URL and token${this.#strayAccountToken()}`);
		return await this.open(token);
	}

	/** A container by its name, whichever field it was pasted into. Throws CREDENTIAL_… when there is none. */
	async container(name: string): Promise<Recordings> {
		const token = this.#containerToken(name);
		if (token) return await this.open(token);
		const slot = name === DEFAULT_CONTAINER ? 'recordings' : isGimExport(name) ? 'gimExport' : undefined;
		throw this.#missing('open', slot, `the credential has no usable token for the container "${name}"${this.#others()}`, name);
	}

	hasContainer(name: string): boolean {
		return this.#containerToken(name) !== undefined;
	}

	/** Names of the containers that the credential opens. */
	containerNames(): string[] {
		const names = this.credential.tokens.flatMap(({ slot, address }) =>
			slot === 'account' || !address.container ? [] : [address.container],
		);
		return [...new Set(names)];
	}

	/** A token as its own recordings; without a container, the tag index. */
	async open(token: GenesysToken): Promise<Recordings> {
		const known = this.#open.get(token);
		if (known) return await known;
		const opening = this.#connect(token);
		this.#open.set(token, opening);
		return await opening;
	}

	/** Idempotent; frees every connection. */
	async close(): Promise<void> {
		const opened = await Promise.allSettled(this.#open.values());
		this.#open.clear();
		await Promise.all(opened.map(async (result) => await (result.status === 'fulfilled' && result.value.close())));
	}

	#containerToken(name: string): GenesysToken | undefined {
		return this.credential.tokens.find(({ slot, address }) => slot !== 'account' && address.container === name);
	}

	async #connect(token: GenesysToken): Promise<Recordings> {
		const { slot, address, sas } = token;
		const { tokens, caCertificate, caProblem } = this.credential;
		if (caProblem) {
			const { problem: detail, advice } = caProblem;
			throw new RecordingError({ code: 'CREDENTIAL_INVALID', operation: 'open', detail, advice });
		}
		const source = await openAzureBlob({
			endpoint: address.endpoint,
			container: slot === 'account' ? undefined : address.container,
			sas,
			tokenLabel: titleOf(token, address.container),
			adviceIfRefused: adviceOnTwin(token, tokens),
			maxSockets: this.layers.concurrency,
			caCertificate,
			egress: this.layers.egress,
		});
		return new Recordings(withLayers(source, this.layers), slot === 'account' ? '' : toFolder(address.folder ?? ''));
	}

	/** What there is instead, and what might be it but cannot be read. */
	#others(): string {
		const known = this.containerNames().map((one) => `"${one}"`);
		const unread = this.credential.problems.filter(({ slot, container }) => slot === 'further' && !container);
		return [
			...(known.length > 0 ? [`; it has ${known.join(', ')}`] : []),
			...unread.map(({ label, problem }) => `; ${label}: ${problem}`),
		].join('');
	}

	get #accountToken(): GenesysToken | undefined {
		return this.credential.tokens.find(({ slot }) => slot === 'account');
	}

	/** Where an account token was pasted by mistake. */
	#strayAccountToken(): string {
		const { tokens, problems } = this.credential;
		const stray = [...problems.map(({ token }) => token), ...tokens].find(
			(token) => token && token.slot !== 'account' && token.sas.kind === 'account',
		);
		return stray ? `; a token of the account stands under ${titleOf(stray, stray.address.container)}` : '';
	}

	#missing(operation: string, slot: string | undefined, detail: string, container?: string): RecordingError {
		const problem = this.credential.problems.find(
			(one) => one.slot === slot || (container !== undefined && one.slot !== 'account' && one.container === container),
		);
		const context: RecordingErrorContext = problem
			? problemContext(problem, operation)
			: { code: 'CREDENTIAL_INVALID', operation, detail, advice: ADVICE };
		return new RecordingError({ ...context, container });
	}
}

const ADVICE = 'Paste its URL and token from Agent Setup > Contact Center Settings > Blob Storage into the credential.';

/** A problem of the credential as the error of whatever needed that token. */
function problemContext(found: TokenProblem, operation: string): RecordingErrorContext {
	const { container, problem, advice } = found;
	return { code: 'CREDENTIAL_INVALID', operation, detail: `${titleOf(found, container)}: ${problem}`, advice };
}
