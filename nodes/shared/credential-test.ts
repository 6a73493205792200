import type { INodeCredentialTestResult } from 'n8n-workflow';
import { isRecordingError } from '../../core/errors/recording-error';
import { scrubError } from '../../core/secrets/scrub';

/** Runs a credential test, which tells what it found; what it throws becomes the answer, with what to do. */
export async function testCredential(check: () => Promise<string>): Promise<INodeCredentialTestResult> {
	try {
		return { status: 'OK', message: await check() };
	} catch (error) {
		if (!isRecordingError(error)) return { status: 'Error', message: scrubError(error).message };
		return { status: 'Error', message: [error.detail ?? error.message, error.advice].filter(Boolean).join('. ') };
	}
}
