import type { Check } from '../check';
import { ABORT_CHECKS } from './abort';
import { FIND_CHECKS } from './find';
import { LIFECYCLE_CHECKS } from './lifecycle';
import { LIST_CHECKS } from './list';
import { READ_CHECKS } from './read';
import { WRITE_CHECKS } from './write';

/** All that the contract of a source promises. */
export const CHECKS: readonly Check[] = [
	...LIST_CHECKS,
	...FIND_CHECKS,
	...READ_CHECKS,
	...WRITE_CHECKS,
	...ABORT_CHECKS,
	...LIFECYCLE_CHECKS,
];
