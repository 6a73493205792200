export const TARGET_TYPES = ['s3', 'azureBlob', 'sftp', 'folder'] as const;

/** Those that have a credential. */
export type StoredTargetType = 's3' | 'azureBlob' | 'sftp';

export const TARGET_CREDENTIALS: Record<StoredTargetType, string> = {
	s3: 's3TargetApi',
	azureBlob: 'azureBlobTargetApi',
	sftp: 'sftpTargetApi',
};

/** Where a node asks for a target. One that has two needs other credentials for the second: n8n gives a node one of each type. */
export interface TargetFields {
	type: string;
	typeLabel: string;
	folderPath: string;
	folderLabel: string;
	credentials: Record<StoredTargetType, string>;
}

export const TARGET_FIELDS: TargetFields = {
	type: 'targetType',
	typeLabel: 'Target Type',
	folderPath: 'folderPath',
	folderLabel: 'Folder Path',
	credentials: TARGET_CREDENTIALS,
};
