import { passing, replyError } from './ftps-error';
import type { ServerTraits } from './login';
import { isUnknownCommand, sizeIn, type Reply } from './reply';

/** Throws where a server that has told sizes says that it does not know how: what was cut would count as whole without one. */
export function assertTellsSize(traits: ServerTraits, size: Reply): void {
	if (sizeIn(size) !== undefined) traits.hasToldSize = true;
	else if (isUnknownCommand(size) && traits.hasToldSize) throw passing(replyError('SIZE', size));
}
