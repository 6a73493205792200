export const FLAGS = ({ region, accessKeyId, secretAccessKey }) => ['--aws-sigv4', `aws:amz:${region}:s3`, '--user', `${accessKeyId}:${secretAccessKey}`];

export function urlOf({ endpoint, bucket }, path) {
	return `${endpoint}/${bucket}/${path}`;
}
