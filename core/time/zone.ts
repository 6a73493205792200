import { RecordingError } from '../errors/recording-error';
import { cutText } from '../secrets/cut';
import { DateTime } from './luxon';

/** Whether it is the IANA name of a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/** Throws INVALID_REQUEST for a zone that does not exist. */
export function assertZone(zone: string): void {
	if (DateTime.utc().setZone(zone).isValid) return;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `"${cutText(zone, 60)}" is no time zone`,
		advice: 'Take a name such as America/Los_Angeles.',
	});
}
