import type { Logger, RequestHelperFunctions } from 'n8n-workflow';
import type { LayerOptions } from '../../core/sources/layers';
import { egressOf } from './egress';

/** How much is asked for at once, and how patiently. */
export type Pacing = Pick<LayerOptions, 'concurrency' | 'isPaced' | 'timeouts' | 'retry'>;

interface Context {
	logger: Logger;
	helpers?: Partial<Pick<RequestHelperFunctions, 'getSecureEgressFilter'>>;
}

/** With what n8n adds: where to log, and where a node may connect to. */
export function layersOf(context: Context, pacing: Pacing): LayerOptions {
	return { ...pacing, logger: context.logger, egress: egressOf(context) };
}
