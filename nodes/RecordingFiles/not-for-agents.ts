import type { IExecuteFunctions } from 'n8n-workflow';
import { RecordingError } from '../../core/errors/recording-error';
import { isRunByAgent } from '../shared/agent';

/** An agent gets text: a file would be lost on it. */
export function assertNoAgent(context: IExecuteFunctions, operation: string): void {
	if (!isRunByAgent(context)) return;
	throw new RecordingError({
		code: 'UNSUPPORTED',
		operation,
		detail: 'an AI agent cannot take files',
		advice: 'Do it in the workflow itself, and let the agent parse names and indexes.',
	});
}
