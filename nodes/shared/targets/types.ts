export const TARGET_TYPES = ['s3', 'azureBlob', 'sftp', 'folder'] as const;

/** Those that have a credential. */
export type StoredTargetType = 's3' | 'azureBlob' | 'sftp';

export const TARGET_CREDENTIALS: Record<StoredTargetType, string> = {
	s3: 's3TargetApi',
	azureBlob: 'azureBlobTargetApi',
	sftp: 'sftpTargetApi',
};
