import { addHint } from '../../shared/hints';
import type { IndexInput } from './input';

/** What to say where local times were read in a zone that nobody chose for them. */
export function addZoneHint({ context, name, settings }: IndexInput): void {
	if (!settings.isZoneOfWorkflow) return;
	addHint(context, `${name}: the option Time Zone is not set, so that of the workflow counts: ${settings.zone}. Times without an offset are wrong where the file was written in another one.`);
}
