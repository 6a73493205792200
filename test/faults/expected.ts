import type { ErrorCode } from '../../core/errors/codes';
import type { Cell } from './cells';

type Ending = 'recovered' | ErrorCode;

/** What bytes that are not those that were sent may end in, beside recovery: the first ones of TLS seem to be no TLS. */
const OF_DAMAGE: Ending[] = ['TLS_FAILED'];

const OF_STATUS: Record<number, Ending[]> = {
	401: ['CREDENTIAL_REFUSED'],
	403: ['PERMISSION_DENIED', 'CREDENTIAL_REFUSED'],
	404: ['NOT_FOUND'],
	409: ['CONFLICT'],
	412: ['CHANGED'],
};

/** Of SFTP and FTP: what is worth another try is tried again, and the rest is the error of its item. */
const OF_REFUSAL: Record<number, Ending[]> = {
	// SSH_FX_NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE, CONNECTION_LOST, OP_UNSUPPORTED.
	2: ['NOT_FOUND'],
	3: ['PERMISSION_DENIED'],
	4: ['SERVICE_FAILED'],
	5: ['INVALID_REQUEST'],
	7: ['CONNECTION_FAILED'],
	8: ['UNSUPPORTED'],
	// FTP: said of a login, or before anybody logged in, the same code means something else.
	430: ['CREDENTIAL_REFUSED'],
	452: ['TOO_LARGE'],
	500: ['UNSUPPORTED', 'PERMISSION_DENIED'],
	502: ['UNSUPPORTED', 'PERMISSION_DENIED'],
	530: ['CREDENTIAL_REFUSED', 'PERMISSION_DENIED'],
	550: ['NOT_FOUND', 'PERMISSION_DENIED'],
	552: ['TOO_LARGE', 'PERMISSION_DENIED'],
	553: ['NOT_FOUND', 'PERMISSION_DENIED'],
};

/** How a cell may end. Two faults may end as either. */
export function endingsOf({ faults }: Cell): Set<Ending> {
	return new Set<Ending>(['recovered', ...faults.flatMap(endings)]);
}

/** Whether nothing but recovery will do. */
export function mustRecover({ faults }: Cell): boolean {
	return faults.every((fault) => endings(fault).length === 0);
}

function endings(fault: Cell['faults'][number]): Ending[] {
	switch (fault.kind) {
		case 'corrupt':
		case 'repeat':
		case 'reorder':
			return OF_DAMAGE;
		case 'answer':
			// A client error of somebody on the way is no answer of the service.
			return isPassing(fault.status) ? [] : fault.body === undefined ? ['INVALID_RESPONSE'] : OF_STATUS[fault.status];
		case 'refusal':
			return OF_REFUSAL[fault.status] ?? [];
		default:
			return [];
	}
}

function isPassing(status: number): boolean {
	return status >= 500 || status === 429 || status === 408;
}
