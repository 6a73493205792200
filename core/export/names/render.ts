import { DateTime } from '../../time/luxon';
import type { Fact } from '../facts';
import type { ExportItem } from '../item';
import type { Piece } from './pattern';
import { safePart, safeText } from './safe-part';

/** What the pieces of a pattern are filled with. */
export interface Filling {
	item: ExportItem;
	/** Of the file that is written. */
	stem: string;
	ending: string;
	unknown: string;
	zone: string;
}

const TIME_FORMAT = 'yyyy-MM-dd_HH-mm-ss';
/** A name takes no more of a value, and normalizing a long one would hold everybody up. */
const MAX_VALUE_LENGTH = 500;

/** One part of a key; a value makes no folders, whatever is in it. */
export function renderPart(pieces: readonly Piece[], filling: Filling): string {
	return safePart(pieces.map((piece) => (piece.kind === 'text' ? piece.text : safeText(textOf(piece, filling).slice(0, MAX_VALUE_LENGTH)))).join(''));
}

function textOf(piece: Exclude<Piece, { kind: 'text' }>, filling: Filling): string {
	if (piece.kind === 'stem') return filling.stem;
	if (piece.kind === 'name') return `${filling.stem}${filling.ending}`;
	if (piece.kind === 'extension') return filling.ending.slice(1).toLowerCase() || filling.unknown;
	const value = piece.fact.isTime ? timeOf(piece.fact, filling, piece) : piece.fact.valuesOf(filling.item).at(0);
	return value ?? filling.unknown;
}

function timeOf(fact: Fact, { item, zone }: Filling, piece: { format?: string; zone?: string }): string | undefined {
	const time = dateTimeOf(fact.valuesOf(item).at(0), piece.zone ?? zone);
	return time?.toFormat(piece.format ?? TIME_FORMAT);
}

/** Undefined for nothing, and for what is no time. In English, so that the machine's language makes no difference. */
export function dateTimeOf(value: string | undefined, zone: string): DateTime | undefined {
	if (value === undefined) return undefined;
	const time = DateTime.fromISO(value, { zone, locale: 'en-US' });
	return time.isValid ? time : undefined;
}
