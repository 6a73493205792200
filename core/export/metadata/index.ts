export { metadataFile, metadataMimeType, metadataPath, type MetadataFormat, type MetadataOptions } from './metadata-file';
export type { Scope } from './scope';
