import type { Fault } from './faults';
import { toMarker } from './blob-store';

export * from './faults';

export const repeatedMarker = (): Fault => ({ editBody: (text) => withMarker(text, toMarker('again')) });

/** Pages without blobs, each with a marker that was never seen before. */
export function emptyPages(): Fault {
	let pages = 0;
	return {
		editBody: (text) => withMarker(text.replace(/<Blobs>.*<\/Blobs>/s, '<Blobs />'), toMarker(`empty${++pages}`)),
	};
}

function withMarker(text: string, marker: string): string {
	return text.replace(/<NextMarker \/>|<NextMarker>.*<\/NextMarker>/, `<NextMarker>${marker}</NextMarker>`);
}
