import type { TargetFields } from '../shared/targets/types';

// Values of fields, in one place for descriptions and for what reads them. Nothing else loads with n8n.

export const OPERATIONS = ['run', 'status', 'verify'] as const;
export const SOURCES = ['eightByEight', 'genesys', 'cxone', 'storage', 'verba'] as const;
export type SourceChoice = (typeof SOURCES)[number];
export const RECORDINGS = ['all', 'items'] as const;
export const SCOPES = ['media', 'both', 'metadata'] as const;
export const CDR_FORMATS = ['csv', 'both', 'pdf'] as const;
export const METADATA_FORMATS = ['csv', 'json', 'xml'] as const;
export const SUBFOLDERS = ['day', 'month', 'none', 'source', 'year'] as const;
export const OUTPUTS = ['summary', 'files', 'both'] as const;
export const ORDERS = ['listed', 'expiring', 'newest', 'oldest'] as const;
export const ON_CONFLICT = ['keepBoth', 'fail'] as const;
export const UNKNOWN = ['leaveOut', 'take'] as const;

export const ARCHIVES = ['none', 'zip', 'zipStandard', 'zipAes256'] as const;

/** The target that hands files to further nodes. */
export const BINARY = 'binary';

export const SOURCE_FIELDS: TargetFields = {
	type: 'sourceType',
	typeLabel: 'Source Type',
	folderPath: 'sourceFolderPath',
	folderLabel: 'Source Folder Path',
	credentials: { s3: 's3SourceApi', azureBlob: 'azureBlobSourceApi', sftp: 'sftpSourceApi' },
};

export const DEFAULT_FILES_AT_ONCE = 8;
export const MAX_FILES_AT_ONCE = 64;
/** The ledger keeps apart what so many have seen. */
export const MAX_SHARDS = 64;
export const WAIT_FOR_INDEX_DAYS = 5;
