import type { ExportItem } from '../../../core/export/item';
import { toSeaRecording } from '../../../core/vendors/cxone/recording';
import { withCalls } from '../../../core/vendors/eight-by-eight/indexed-recording';
import { toEightByEightRecording } from '../../../core/vendors/eight-by-eight/recording';
import { toRecording } from '../../../core/vendors/genesys/recording';

export const GENESYS_NAME = '003H1G2A6K8AF5PFKG5SO2LAES0000V3_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3';
export const SEA_NAME = '2021-10-09-07-49-13_12345678903_VOICE_12f9305g-876-4b3a-098f-5dab64752554.mp4';
export const EIGHT_NAME = 'R202103101740420023.wav';
const STORED = { lastModified: '2021-05-21T06:21:34Z', sizeBytes: 25_216, etag: '0x8D91C20AE6F18A7' };

export function genesys(path: string, more: object = {}): ExportItem {
	return { ...toRecording({ path, container: 'recordings', ...STORED }, 30), ...more };
}

export function sea(path: string, more: object = {}): ExportItem {
	return { ...toSeaRecording({ path, container: 'bucket', ...STORED }, 30), ...more };
}

export function eight(path: string, more: object = {}): ExportItem {
	return { ...toEightByEightRecording({ path, ...STORED, etag: undefined }, 30), ...more };
}

/** With two rows of an index: a call that was handed on. */
export function indexed(): ExportItem {
	const row = { vendor: '8x8' as const, agentName: 'Jane Roe', queueName: 'Sales', callType: 'Inbound', durationSeconds: 65, customerNumber: '+1 (415) 555-0100', transactionId: '4711' };
	const rows = [{ ...row, line: 2 }, { ...row, line: 3, agentName: 'Émile Zola', queueName: 'Support' }];
	return withCalls(toEightByEightRecording({ path: `S20210310/${EIGHT_NAME}`, ...STORED }, 30), rows);
}
