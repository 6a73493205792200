/** The libraries of this source, in one module, so that they load at first use and nowhere else. */
export {
	AbortMultipartUploadCommand,
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	ListObjectsV2Command,
	S3Client,
} from '@aws-sdk/client-s3';
export type {
	CompleteMultipartUploadCommandOutput,
	GetObjectCommandOutput,
	HeadObjectCommandOutput,
	PutObjectCommandOutput,
	S3ClientConfig,
	GetObjectCommandInput,
	ListObjectsV2CommandInput,
	ListObjectsV2CommandOutput,
	ServiceInputTypes,
	ServiceOutputTypes,
} from '@aws-sdk/client-s3';
export { Upload } from '@aws-sdk/lib-storage';
export { NodeHttpHandler } from '@smithy/node-http-handler';
export type { BuildMiddleware, DeserializeMiddleware } from '@smithy/types';
