import type { FolderOptions } from '../sources/folder';
import type { AzureBlobTarget } from './azure-blob-target';
import type { S3Target } from './s3-target';
import type { SftpTarget } from './sftp-target';

/** Storage of the customer's own: where a vendor leaves exports, and where exports go. */
export type Target =
	| ({ type: 's3' } & S3Target)
	| ({ type: 'azureBlob' } & AzureBlobTarget)
	| ({ type: 'sftp' } & SftpTarget)
	| ({ type: 'folder' } & FolderOptions);

export type TargetType = Target['type'];
