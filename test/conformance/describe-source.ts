import { applies, runCheck } from './check';
import { CHECKS } from './checks';
import type { Harness } from './harness';
import { REQUIRED_CAPABILITIES } from './required-capabilities';

/** The one suite that every source passes. What it need not pass follows from the table of capabilities alone. */
export function describeSource(harness: Harness): void {
	const checks = CHECKS.filter((check) => applies(check, REQUIRED_CAPABILITIES[harness.row]));
	describe(harness.name, () => {
		test.each(checks.map((check) => ({ check, name: check.name })))('$name', async ({ check }) => {
			await runCheck(harness, check);
		});
	});
}
