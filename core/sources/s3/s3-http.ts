import type { Agent as HttpsAgent } from 'node:https';
import { createAgents, type Agents } from '../../http/agents';
import type { EgressFilter } from '../../http/egress';
import type { Secret } from '../../secrets/secret';
import { addressIn, ObjectGetter, type BucketAddress, type GetRequest, type GotObject } from './get-object';
import { guard } from './guard';
import { FIRST_REGION, isBodyless, mayBeWrongRegion, regionNamedBy, rememberedRegion, rememberRegion } from './regions';
import { ListObjectsV2Command, NodeHttpHandler, S3Client } from './sdk';
import { S3Error, toS3Error } from './s3-error';

export interface S3Options {
	bucket: string;
	accessKeyId: string;
	secretAccessKey: Secret;
	/** Of keys for a while. */
	sessionToken?: Secret;
	/** Found out when absent. */
	region?: string;
	/** Where to begin to look. */
	likelyRegion?: string;
	/** Origin of a server that speaks S3 and is not AWS. */
	endpoint?: string;
	/** Whether the bucket stands in the path, or before the host. Where absent: in the path of a server that is not AWS. */
	pathStyle?: boolean;
	/** Where the user can mend the keys; begins the text of errors about them. */
	keyLabel: string;
	/** What to do about an error code of S3, where the owner of the bucket knows more than we. */
	advice?: Record<string, string>;
	/** A folder that the keys can list, with its slash; asked for where an answer does not name the region. */
	folder: string;
	/** Whether a server that is not AWS is known to keep If-None-Match and If-Match on writes and deletes. */
	conditionalWrites?: boolean;
	maxSockets: number;
	caCertificate?: string;
	egress?: EgressFilter;
}

/** Amazon itself, or a server that is known to keep to the same rules. */
export function isLikeAws({ endpoint, conditionalWrites }: S3Options): boolean {
	return endpoint === undefined || conditionalWrites === true;
}

/** That one bucket is said to lie in; each has connections of its own. */
const MOST_REGIONS = 5;

interface Connection {
	client: S3Client;
	agents: Agents;
	getter: ObjectGetter;
	/** Known from the first request on that the SDK has sent. */
	address?: BucketAddress;
}

/** Sends the SDK's commands over our own connections, and goes to the region where the bucket lies. */
export class S3Http {
	#region: string;
	#connection: Promise<Connection>;
	readonly #opened = new Set<Promise<Connection>>();

	constructor(readonly options: S3Options) {
		this.#region = options.region ?? rememberedRegion(options) ?? options.likelyRegion ?? FIRST_REGION;
		this.#connection = this.#connect(this.#region);
	}

	/** Runs a request against the client, again in another region when the answer says so. Throws S3Error. */
	async send<Output>(request: (client: S3Client) => Promise<Output>, signal?: AbortSignal): Promise<Output> {
		const region = this.#region;
		const { client } = await this.#connection;
		try {
			return await request(client);
		} catch (thrown) {
			const error = await this.#telling(errorFrom(thrown, region), client, region, signal);
			const better = regionNamedBy(error);
			if (this.options.region === undefined && better !== undefined && this.#opened.size < MOST_REGIONS) return await this.#sendTo(better, request);
			if (isRefusedForClock(error)) return await request(client).catch((again: unknown) => rethrow(errorFrom(again, region)));
			throw error;
		}
	}

	/** The object; undefined where the SDK has to be asked for it: it knows the way, or what a refusal means. Throws S3Error. */
	async get(request: GetRequest): Promise<GotObject | undefined> {
		const region = this.#region;
		const { getter, address } = await this.#connection;
		if (!address) return undefined;
		return await getter.get(address, request).catch((thrown: unknown) => rethrow(errorFrom(thrown, region)));
	}

	async close(): Promise<void> {
		for (const opening of this.#opened) {
			// What could not be opened needs no closing; its requests have told why.
			const connection = await opening.catch(() => undefined);
			connection?.client.destroy();
			connection?.agents.destroy();
		}
		this.#opened.clear();
	}

	async #sendTo<Output>(region: string, request: (client: S3Client) => Promise<Output>): Promise<Output> {
		if (this.#region !== region) {
			this.#region = region;
			this.#connection = this.#connect(region);
		}
		const { client } = await this.#connection;
		const output = await request(client).catch((thrown: unknown) => {
			const error = errorFrom(thrown, region);
			if (error instanceof S3Error && regionNamedBy(error) === undefined) rememberRegion(this.options, region);
			throw error;
		});
		rememberRegion(this.options, region);
		return output;
	}

	/** The error, or where it does not say whether it is about the region, what a listing is told in its place. */
	async #telling(error: unknown, client: S3Client, region: string, signal?: AbortSignal): Promise<unknown> {
		if (!mayBeWrongRegion(error)) return error;
		const { bucket: Bucket, folder: Prefix } = this.options;
		try {
			await client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }), { abortSignal: signal });
			return error;
		} catch (thrown) {
			const told = errorFrom(thrown, region);
			const isTelling = told instanceof S3Error && (told.httpStatus === error.httpStatus || regionNamedBy(told) !== undefined);
			return isTelling ? told : error;
		}
	}

	#connect(region: string): Promise<Connection> {
		const opening = this.#open(region);
		this.#opened.add(opening);
		opening.catch(() => this.#opened.delete(opening));
		return opening;
	}

	async #open(region: string): Promise<Connection> {
		const { bucket, endpoint, maxSockets, caCertificate, egress } = this.options;
		// A dotted bucket has no certificate as a host name; other servers have no host name for each bucket.
		const forcePathStyle = this.options.pathStyle ?? (endpoint !== undefined || bucket.includes('.'));
		const origin = originOf(endpoint ?? `https://s3.${region}.amazonaws.com`, forcePathStyle ? undefined : bucket);
		const agents = await createAgents(origin, { maxSockets, caCertificate, egress });
		const requestHandler = requestHandlerOver(agents, origin);
		const client = new S3Client({
			region,
			endpoint,
			forcePathStyle,
			credentials: identityIn(this.options),
			requestHandler,
			maxAttempts: 1, // The retry layer repeats; here it would multiply.
			// Other servers than AWS do not know the newer checksums.
			requestChecksumCalculation: 'WHEN_REQUIRED',
			responseChecksumValidation: 'WHEN_REQUIRED',
			// What the credential says counts, and nothing that lies about on the machine.
			ignoreConfiguredEndpointUrls: true,
			useDualstackEndpoint: false,
			useFipsEndpoint: false,
			useArnRegion: false,
			disableS3ExpressSessionAuth: true,
			disableClockSkewCorrection: false,
			retryMode: 'standard',
			authSchemePreference: ['sigv4'],
			// Proxies that do not know it answer 417.
			expectContinueHeader: false,
		});
		const isAws = isLikeAws(this.options);
		const connection: Connection = { client, agents, getter: new ObjectGetter(client, requestHandler, isAws) };
		guard(client, isAws, (request) => (connection.address ??= addressIn(request as Parameters<typeof addressIn>[0], bucket, forcePathStyle)));
		return connection;
	}
}

/** Where requests go, with the bucket before the host or not. */
function originOf(endpoint: string, bucket: string | undefined): string {
	return bucket === undefined ? endpoint : endpoint.replace('://', `://${bucket}.`);
}

function identityIn({ accessKeyId, secretAccessKey, sessionToken }: S3Options) {
	return { accessKeyId, secretAccessKey: secretAccessKey.reveal(), sessionToken: sessionToken?.reveal() };
}

function requestHandlerOver({ agent }: Agents, origin: string): NodeHttpHandler {
	return new NodeHttpHandler(origin.startsWith('https:') ? { httpsAgent: agent as HttpsAgent } : { httpAgent: agent });
}

// A HEAD with the wrong time is refused without a word; the SDK has set its clock by the refusal.
function isRefusedForClock(error: unknown): boolean {
	return error instanceof S3Error && error.httpStatus === 403 && isBodyless(error) && error.headers.isClockCorrected === true;
}

/** The SDK's error as ours. A region that was asked already is none to go to, and not what is wrong. */
function errorFrom(thrown: unknown, tried: string): unknown {
	const error = toS3Error(thrown);
	if (!(error instanceof S3Error) || error.headers.region !== tried) return error;
	return new S3Error(error.httpStatus, error.serviceCode, error.detail, { ...error.headers, region: undefined });
}

function rethrow(error: unknown): never {
	throw error;
}
