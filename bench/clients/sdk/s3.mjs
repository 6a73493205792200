import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export async function openSdk({ endpoint, region, bucket: Bucket, root, accessKeyId, secretAccessKey }) {
	const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
	return {
		list: async (folder) => {
			let total = 0;
			for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: `${root}${folder}/` })) {
				total += Contents.length;
			}
			return total;
		},
		download: async (Key, file) => {
			const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
			await pipeline(Body, createWriteStream(file));
		},
	};
}
