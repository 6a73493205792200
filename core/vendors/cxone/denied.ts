import { isRecordingError } from '../../errors/recording-error';

/** What the work gives, or what stands for it when access is denied: CXone denies it to an empty folder. */
export async function orWhenDenied<Result>(work: () => Promise<Result>, whenDenied: () => Result): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (isRecordingError(error) && error.code === 'PERMISSION_DENIED') return whenDenied();
		throw error;
	}
}
