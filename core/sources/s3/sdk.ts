/** The libraries of this source, in one module, so that they load at first use and nowhere else. */
export {
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	ListObjectsV2Command,
	S3Client,
	S3ServiceException,
} from '@aws-sdk/client-s3';
export type {
	GetObjectCommandOutput,
	HeadObjectCommandOutput,
	S3ClientConfig,
	GetObjectCommandInput,
	ListObjectsV2CommandInput,
	ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
export { Upload } from '@aws-sdk/lib-storage';
export { NodeHttpHandler } from '@smithy/node-http-handler';
export type { BuildMiddleware, DeserializeMiddleware } from '@smithy/types';
