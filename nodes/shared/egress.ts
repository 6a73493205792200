import type { RequestHelperFunctions } from 'n8n-workflow';
import { egressOfEnvironment } from '../../core/http/environment-egress';
import type { EgressFilter } from '../../core/http/egress';

interface Helpers {
	helpers?: Partial<Pick<RequestHelperFunctions, 'getSecureEgressFilter'>>;
}

/**
 * Where n8n lets a node connect to: by its filter, and by the rules of its environment beside that, so that a node is held to what a test
 * of its credential is held to. Such tests have no such helper, and older versions of n8n neither.
 */
export function egressOf(context?: Helpers): EgressFilter | undefined {
	return egressOfEnvironment(process.env, context?.helpers?.getSecureEgressFilter?.());
}
