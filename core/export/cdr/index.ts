export { cdrFile, type CdrOptions } from './cdr-file';
export { readColumns, USUAL_COLUMNS, type CdrColumn } from './columns';
export { factsToKeep, keptFacts } from './recorded-item';
export { RunCdr } from './run-cdr';
