export type { AuditEntry, Conversation, Value, Values } from './conversation';
export type { ExportFile, FileFacts } from './export-file';
export { EXPORT_FINDINGS, MISSING, type ExportFinding, type ExportFindingCode, type ExportSummary } from './join/findings';
export type { ExportedConversation, ExportedFile } from './join/item';
export type { ExportFileKind } from './kind';
export type { Manifest } from './manifest/manifest';
