/** The time zone library, in a module of its own, for bundling. */
export { DateTime } from 'luxon';
