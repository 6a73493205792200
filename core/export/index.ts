export { identityOf, shortHex, toHex, type Identity } from './identity';
export { folderOfJob, JOBS_FOLDER } from './job-folder';
export type { FileRecord, ManifestLine } from './ledger/records';
export { type Order } from './plan/order';
export { runExport } from './run-export';
export type * from './types';
