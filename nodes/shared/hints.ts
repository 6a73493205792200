import type { IExecuteFunctions } from 'n8n-workflow';

/** Shows a note on the node's output, unless there is nothing to say. */
export function addHint(context: IExecuteFunctions, message: string | undefined): void {
	if (message) context.addExecutionHints({ message, location: 'outputPane', type: 'info' });
}
