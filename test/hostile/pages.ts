import { CONTAINER } from '../conformance/azure-harness';

export type Service = 'azure' | 's3';

const TIME = 'Sat, 21 Nov 2026 09:52:00 GMT';

/** A page of a listing, in the service's own XML. */
export function pageOf(service: Service, { names, next = '' }: { names: string[]; next?: string }): string {
	if (service === 'azure') {
		const blobs = names.map((name) => `<Blob><Name>${name}</Name><ContainerName>${CONTAINER}</ContainerName><Properties><Last-Modified>${TIME}</Last-Modified><Etag>0x1</Etag><Content-Length>7</Content-Length></Properties></Blob>`);
		return `<?xml version="1.0"?><EnumerationResults><Blobs>${blobs.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
	}
	const objects = names.map((name) => `<Contents><Key>${name}</Key><LastModified>2026-11-21T09:52:00.000Z</LastModified><ETag>"1"</ETag><Size>7</Size></Contents>`);
	return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${next ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}${objects.join('')}</ListBucketResult>`;
}
