import { openS3 } from '../../sources/s3';
import { withLayers, type LayerOptions } from '../../sources/layers';
import { Recordings } from '../../sources/recordings';
import type { CxoneCredential } from './credential';

const ADVICE = {
	// "You cannot access your SEA folder if it is empty": the vendor's page.
	AccessDenied:
		'If no life-cycle rule has copied a file to Secure External Access in the last 30 days, the folder is empty, and CXone refuses access to an empty folder. Otherwise check bucket and folder in File Location, and whether the keys are the newest: there is one pair per tenant.',
	NoSuchBucket: 'Check the bucket in File Location: paste it again as CXone shows it.',
};

/** The SEA folder of one tenant. Nothing outside it is listed, read or removed. Close it when the work is over. */
export async function openSea(credential: CxoneCredential, layers: LayerOptions): Promise<Recordings> {
	const { location, accessKeyId, secretAccessKey, region, endpoint, caCertificate } = credential;
	const source = await openS3({
		bucket: location.bucket,
		folder: location.folder,
		accessKeyId,
		secretAccessKey,
		region,
		likelyRegion: location.region,
		endpoint,
		keyLabel: 'Access Key ID and Secret Access Key',
		advice: ADVICE,
		maxSockets: layers.concurrency,
		caCertificate,
		egress: layers.egress,
	});
	return new Recordings(withLayers(source, layers), location.folder);
}
