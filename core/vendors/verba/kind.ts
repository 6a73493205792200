/**
 * What a file of an export is. `metadata-csv` and `cdr` have the same columns, chosen by the customer, and are told apart by
 * their names alone; a file that cannot be told is `other`.
 */
export type ExportFileKind = 'media' | 'metadata-xml' | 'metadata-csv' | 'cdr' | 'manifest' | 'audit-log' | 'archive' | 'other';
