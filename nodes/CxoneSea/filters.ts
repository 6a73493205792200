import type { SeaRecording } from '../../core/vendors/cxone/recording';
import { locatorOf, textOf, type ParameterContext } from '../shared/parameters';

/** The filters by contact and media type, and what they left out because nothing is known of it. */
export interface ContactFilter {
	(recording: SeaRecording): boolean;
	hint(): string | undefined;
}

/** Reads them. */
export function ofContact(context: ParameterContext, itemIndex: number): ContactFilter {
	const mediaType = textOf(locatorOf(context, 'mediaType', itemIndex).value, 'Media Type').trim();
	const filters = context.getNodeParameter('filters', itemIndex, {}) as { contactId?: unknown };
	// A filter that was added but gives nothing is no filter that was never added.
	const contact = 'contactId' in filters ? textOf(filters.contactId, 'Contact ID').trim() : '';
	const isOpen = mediaType === '' && contact === '';
	let unknown = 0;
	const filter = (recording: SeaRecording) => {
		if (!isOpen && recording.contactId === undefined) unknown++;
		return (mediaType === '' || recording.mediaType?.toUpperCase() === mediaType.toUpperCase()) && (contact === '' || recording.contactId === contact);
	};
	const hint = () => (unknown === 0 ? undefined : `${unknown} files were left out because their names tell no contact and media type.`);
	return Object.assign(filter, { hint });
}
