export { fileAccess, spool, type SpoolOptions } from './file-access';
export { bufferAccess, type RandomAccess } from './random-access';
export { recordingsAccess } from './recordings-access';
export { unpack, type UnpackedFile, type UnpackOptions } from './unpack';
export type { ZipEntry } from './zip/entry';
export { DEFAULT_ZIP_LIMITS, type ZipLimits } from './zip/limits';
export { ZipNames } from './zip/names';
export { openZip, type Zip, type ZipOptions } from './zip/open-zip';
export { writeZip, type NewZipFile, type WriteZipOptions } from './zip/write/write-zip';
