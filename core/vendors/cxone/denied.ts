import { isRecordingError } from '../../errors/recording-error';

/**
 * Pages of the folder; none where CXone denies access to it, as it does while the folder is empty. What is denied after
 * a first page, or in other words than these, is no sign of that, and is thrown.
 */
export async function* orNoneWhenDenied<Page>(pages: AsyncIterable<Page>, onDenied: () => void): AsyncGenerator<Page> {
	let isFirst = true;
	try {
		for await (const page of pages) {
			isFirst = false;
			yield page;
		}
	} catch (error) {
		const isDenied = isRecordingError(error) && error.operation === 'list' && error.serviceCode === 'AccessDenied';
		if (!isFirst || !isDenied) throw error;
		onDenied();
	}
}
