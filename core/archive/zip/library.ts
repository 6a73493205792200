/** The reader of ZIP headers, in a module of its own, for bundling: it loads with the first archive. */
export { fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type Entry, type LocalFileHeader, type ZipFile } from 'yauzl';
