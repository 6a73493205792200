import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { S3Server } from '../../../servers/s3-server';

/**
 * S3 in a process that outlives the runs. Prints where it is and with which key; for each line `<folder of the bucket> <folder>`
 * writes its objects there, and says so.
 */
async function main(): Promise<void> {
	const server = await S3Server.start();
	const bucket = 'exports';
	server.store.createBucket(bucket);
	process.stdout.write(`${JSON.stringify({ endpoint: server.origin, bucket, ...server.key })}\n`);
	for await (const line of createInterface({ input: process.stdin })) {
		const [from, to] = line.split(' ');
		for (const [key, { content }] of server.store.objectsOf(bucket) ?? []) {
			if (!key.startsWith(from)) continue;
			const path = join(to, key.slice(from.length));
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, content);
		}
		process.stdout.write('written\n');
	}
	await server.close();
}

void main();
