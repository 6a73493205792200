import type { ExportOptions } from './types';

/** What the manifest keeps of them; no secret. */
export function settingsOf({ order = 'listed', minAgeMs = 0, limits, onConflict = 'keepBoth', scope = 'media', metadata, cdr, deleteAtSource = false, sizeIsEnough, transform, archive }: ExportOptions): Record<string, unknown> {
	const { encryption = 'none', maxBytes, maxFiles, name } = archive ?? {};
	const archives = archive && { encryption, maxBytes, maxFiles, name };
	return { order, minAgeMs, limits, onConflict, scope, metadata, cdr, deleteAtSource, sizeIsEnough, transforms: transform !== undefined, archive: archives };
}
