export { metadataFile, metadataMimeType, metadataPath, type MetadataFormat, type MetadataOptions } from './metadata-file';
export { wantedOf, type Scope, type ScopeSettings, type Wanted } from './scope';
