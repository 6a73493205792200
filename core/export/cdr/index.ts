export { readColumns, USUAL_COLUMNS, type CdrColumn } from './columns';
export { csvFile } from './csv-file';
export { formsOf, type CdrFormat, type CdrOptions } from './formats';
export { pdfFile } from './pdf-file';
export { factsToKeep, keptFacts } from './recorded-item';
export { RunCdr } from './run-cdr';
