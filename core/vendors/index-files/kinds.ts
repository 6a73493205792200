/** What vendors leave beside recordings, as far as it can be read here. */
export const INDEX_FILE_KINDS = ['eightByEightIndex', 'gimExport', 'gimTable', 'verbaAuditLog', 'verbaManifest', 'verbaTable', 'verbaXml'] as const;
export type IndexFileKind = (typeof INDEX_FILE_KINDS)[number];

/** What each is called in messages. */
export const KIND_NAMES: Record<IndexFileKind, string> = {
	eightByEightIndex: '8x8 index',
	gimExport: 'Genesys data export',
	gimTable: 'Genesys table',
	verbaAuditLog: 'Verba audit log',
	verbaManifest: 'Verba manifest',
	verbaTable: 'Verba CDR or metadata CSV',
	verbaXml: 'Verba metadata XML',
};
