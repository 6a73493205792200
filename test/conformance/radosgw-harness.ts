import {
	CreateBucketCommand,
	DeleteBucketCommand,
	DeleteObjectsCommand,
	ListObjectsV2Command,
	PutBucketPolicyCommand,
	PutObjectCommand,
	S3Client,
} from '@aws-sdk/client-s3';
import { openS3, type S3Options } from '../../core/sources/s3';
import { Secret } from '../../core/secrets/secret';
import type { Source } from '../../core/sources/source';
import type { Radosgw, RadosgwUser } from '../servers/radosgw';
import type { Harness, SeedFile } from './harness';

/** What a vendor lets the keys of a customer do: everything in one folder, and nothing outside it. */
function policyFor({ arn }: RadosgwUser, bucket: string, folder: string): string {
	const principal = { AWS: [arn] };
	const objects = ['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject', 's3:AbortMultipartUpload'];
	return JSON.stringify({
		Version: '2012-10-17',
		Statement: [
			{
				Effect: 'Allow',
				Principal: principal,
				Action: ['s3:ListBucket'],
				Resource: [`arn:aws:s3:::${bucket}`],
				Condition: { StringLike: { 's3:prefix': [`${folder}*`] } },
			},
			{ Effect: 'Allow', Principal: principal, Action: objects, Resource: [`arn:aws:s3:::${bucket}/${folder}*`] },
		],
	});
}

/** A bucket of its owner, and keys that are held to a folder of it. */
export class Place {
	static readonly folder = 'mytenant/';
	readonly #client: S3Client;

	constructor(
		private readonly radosgw: Radosgw,
		private readonly owner: RadosgwUser,
		private readonly tenant: RadosgwUser,
		readonly bucket: string,
	) {
		const { accessKeyId, secretAccessKey } = owner;
		this.#client = new S3Client({
			region: 'us-east-1',
			endpoint: radosgw.endpoint,
			forcePathStyle: true,
			credentials: { accessKeyId, secretAccessKey },
			requestChecksumCalculation: 'WHEN_REQUIRED',
		});
	}

	async create(): Promise<this> {
		const { bucket: Bucket } = this;
		await this.#client.send(new CreateBucketCommand({ Bucket }));
		await this.#client.send(new PutBucketPolicyCommand({ Bucket, Policy: policyFor(this.tenant, Bucket, Place.folder) }));
		return this;
	}

	async seed(files: Record<string, SeedFile | string>): Promise<void> {
		for (const [Key, file] of Object.entries(files)) {
			const { content = '', contentType } = typeof file === 'string' ? { content: file } : file;
			const Body = Buffer.from(content);
			await this.#client.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType: contentType }));
		}
	}

	/** With the keys of the owner, or with those that are held to the folder. */
	async open(as: 'owner' | 'tenant', options: Partial<S3Options> = {}): Promise<Source> {
		const { accessKeyId, secretAccessKey } = this[as];
		return await openS3({
			endpoint: this.radosgw.endpoint,
			bucket: this.bucket,
			accessKeyId,
			secretAccessKey: new Secret(secretAccessKey),
			keyLabel: 'The keys of this test',
			folder: as === 'owner' ? '' : Place.folder,
			maxSockets: 4,
			...options,
		});
	}

	async empty(): Promise<void> {
		const { bucket: Bucket } = this;
		const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
		const keys = Contents.map(({ Key = '' }) => ({ Key: decodeURIComponent(Key.replaceAll('+', '%20')) }));
		if (keys.length > 0) await this.#client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys } }));
	}

	async remove(): Promise<void> {
		const { bucket: Bucket } = this;
		await this.empty();
		await this.#client.send(new DeleteBucketCommand({ Bucket }));
		this.#client.destroy();
	}
}

export interface Users {
	radosgw: Radosgw;
	owner: RadosgwUser;
	tenant: RadosgwUser;
}

let buckets = 0;

export async function createPlace({ radosgw, owner, tenant }: Users): Promise<Place> {
	return await new Place(radosgw, owner, tenant, `recordings-${++buckets}`).create();
}

/** Real keys against a real server. Each run has an empty bucket: one after the other the same, since the server takes long to make one. */
export function radosgwHarness(
	name: string,
	users: () => Users,
	as: 'owner' | 'tenant',
	wrap: (source: Source) => Source = (source) => source,
): Harness {
	const free: Place[] = [];
	return {
		name,
		row: 's3 (other server)',
		folder: as === 'tenant' ? Place.folder : undefined,
		open: async () => {
			const place = free.pop() ?? (await createPlace(users()));
			return {
				source: wrap(await place.open(as)),
				seed: async (files) => await place.seed(files),
				tagExpression: () => '',
				close: async () => {
					await place.empty();
					free.push(place);
				},
			};
		},
	};
}
