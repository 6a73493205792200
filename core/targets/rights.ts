import type { TargetType } from './target';

/** The rights that a login needs, in the words of its service. */
export interface Rights {
	list: string;
	read: string;
	/** For exports alone. */
	write: string;
}

export const RIGHTS: Record<TargetType, Rights> = {
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
	s3: { list: 's3:ListBucket for this folder', read: 's3:GetObject', write: 's3:PutObject, s3:AbortMultipartUpload and s3:DeleteObject' },
	// https://learn.microsoft.com/rest/api/storageservices/create-service-sas
	azureBlob: { list: 'List (l)', read: 'Read (r)', write: 'Create (c), Write (w) and Delete (d)' },
	sftp: { list: 'to list the folder', read: 'to read its files', write: 'to make, rename and delete files in it' },
	folder: { list: 'to list the folder', read: 'to read its files', write: 'to make, rename and delete files in it' },
};
