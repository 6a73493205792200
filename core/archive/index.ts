export { fileAccess, spool, type SpoolOptions } from './file-access';
export { bufferAccess, type RandomAccess } from './random-access';
export { recordingsAccess } from './recordings-access';
export { unpack, type UnpackedFile, type UnpackOptions } from './unpack';
export type { ZipEntry } from './zip/entry';
export type { ZipAdvice } from './zip/failure';
export { DEFAULT_ZIP_LIMITS, limitsFor, type ZipLimits } from './zip/limits';
export { openZip, type Zip, type ZipOptions } from './zip/open-zip';
export { writeZip, type NewZipFile, type WriteZipOptions } from './zip/write/write-zip';
