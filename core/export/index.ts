export type { CdrFormat, CdrOptions } from './cdr';
export { identityOf, toHex, type Identity } from './identity';
export { folderOfJob, JOBS_FOLDER } from './job-folder';
export type { ArchiveRecord, CdrRecord, FileRecord, ManifestLine } from './ledger/records';
export { type Order } from './plan/order';
export { runExport } from './run-export';
export { exportStatus, type ExportStatus, type StatusOptions } from './status';
export type * from './types';
export { verifyExport, type Finding, type Verified, type VerifyOptions } from './verify/verify-export';
