export { cdrFile, type CdrOptions } from './cdr-file';
export { readColumns, USUAL_COLUMNS, type CdrColumn } from './columns';
