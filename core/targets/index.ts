export { readAzureBlobTarget, type AzureBlobTargetFields } from './azure-blob-target';
export { checkTarget } from './check';
export { connectTarget, type ConnectOptions } from './connect';
export { RIGHTS } from './rights';
export { readS3Target, type S3TargetFields } from './s3-target';
export { readSftpTarget, type SftpTargetFields } from './sftp-target';
export type { Target, TargetType } from './target';
