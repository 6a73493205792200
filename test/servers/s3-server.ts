import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FaultyServer, type Answer, type Received, type Tls } from './faulty-server';
import type { Gate, S3Key } from './s3-access';
import { answerTo } from './s3-answers';
import { failure } from './s3-failure';
import { parseRequest, type S3Request } from './s3-request';
import { S3Store, type NewObject } from './s3-store';
import { HOST_ID, REQUEST_ID } from './s3-xml';
import { tellSecret } from '../../demo/lib/secret-register.js';

export type { S3Key } from './s3-access';
export type { S3Request } from './s3-request';

export interface S3ServerOptions {
	tls?: Tls;
	/** `other` keeps milliseconds, says nothing of encryption, and overlooks conditions on writes and deletes. */
	kind?: 'aws' | 'other';
	wrongRegion?: Gate['wrongRegion'];
}

/**
 * Amazon S3 in this process, small, for unit runs: addressed by host name (through a proxy that leads here) or by
 * path, with signatures, regions and a policy by prefix; and every way of answering wrongly. Knows nothing of the code
 * that it tests.
 */
export class S3Server extends FaultyServer<S3Request> {
	readonly store: S3Store;
	/** May do everything. */
	readonly key: S3Key;
	/** How far the clock of the service is ahead of ours. */
	clockOffsetMs = 0;
	/** Whether it is the right place whatever host name was asked for; then only the signature can be of a wrong region. */
	anyHost = false;
	readonly #keys = new Map<string, S3Key>();

	static async start(options: S3ServerOptions = {}): Promise<S3Server> {
		return await new S3Server(options).listen();
	}

	private constructor(private readonly options: S3ServerOptions) {
		super(options.tls);
		const isOther = options.kind === 'other';
		this.store = new S3Store({ keepsMilliseconds: isOther, statesEncryption: !isOther });
		this.key = this.createKey();
	}

	/** A pair of keys; with `only`, one that a policy holds to a folder, as vendors hand out. */
	createKey(only?: S3Key['only']): S3Key {
		const accessKeyId = `AKIA${randomBytes(10).toString('hex').slice(0, 16).toUpperCase()}`;
		const key = { accessKeyId, secretAccessKey: randomBytes(30).toString('base64'), only };
		tellSecret('key of S3', key.secretAccessKey);
		this.#keys.set(accessKeyId, key);
		return key;
	}

	seed(bucket: string, objects: Record<string, NewObject | string>): void {
		for (const [key, object] of Object.entries(objects)) {
			this.store.put(bucket, key, typeof object === 'string' ? { content: object } : object);
		}
	}

	/** What was asked for, in order. */
	get operations(): string[] {
		return this.requests.map(({ operation }) => operation);
	}

	protected override get commonHeaders(): Record<string, string> {
		return { Date: this.#now.toUTCString(), Server: 'AmazonS3', 'x-amz-request-id': REQUEST_ID, 'x-amz-id-2': HOST_ID };
	}

	protected override log(message: IncomingMessage): S3Request {
		return parseRequest(message);
	}

	protected override answer(request: S3Request, received: Received): Answer {
		const asked = this.anyHost ? { ...request, hostRegion: undefined } : request;
		return answerTo(asked, received, {
			store: this.store,
			keys: this.#keys,
			now: this.#now,
			wrongRegion: this.options.wrongRegion ?? 'AuthorizationHeaderMalformed',
			keepsConditions: this.options.kind !== 'other',
		});
	}

	protected override failure(status: number, code: string): Answer {
		return failure(status, code);
	}

	get #now(): Date {
		return new Date(Date.now() + this.clockOffsetMs);
	}
}
