import { HeaderSearch } from '../../../csv/header-search';
import type { CsvRow } from '../../../csv/types';
import { RecordingError } from '../../../errors/recording-error';
import { cutText } from '../../../secrets/cut';
import { countKnown, readHeader, type IndexColumn } from './columns';
import type { IndexProblems } from './problems';

/** Finds the header of an index. It throws INVALID_REQUEST where there is none. */
export function searchHeader(problems: IndexProblems): HeaderSearch<IndexColumn> {
	return new HeaderSearch({ countKnown, readHeader: (fields, line) => checked(readHeader(fields), line, problems), refuse }, problems);
}

function checked(columns: IndexColumn[], line: number, problems: IndexProblems): IndexColumn[] {
	if (!columns.some(({ name }) => name === 'fileName')) problems.add('NO_FILE_COLUMN', line);
	for (const { header, isRepeated } of columns) if (isRepeated) problems.add('REPEATED_COLUMN', line, header);
	return columns;
}

function refuse({ fields }: CsvRow): never {
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'parse the index',
		detail: `none of the first lines names a column of an 8x8 index; the file begins with "${cutText(fields.join(','), 60)}"`,
		advice: 'Choose an index file, such as Index/I20260131.csv, and set its separator or encoding if it is an unusual one.',
	});
}
