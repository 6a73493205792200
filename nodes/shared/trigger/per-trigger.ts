import type { IPollFunctions } from 'n8n-workflow';

/** Which trigger of which workflow a poll is of; stays the same when the node is renamed. */
export function triggerKey(context: IPollFunctions): string {
	return `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
}

/** What this process keeps for each trigger between two polls; made when first asked for. */
export class PerTrigger<Value> {
	readonly #values = new Map<string, Value>();

	constructor(private readonly make: (key: string) => Value) {}

	of(key: string): Value {
		const known = this.#values.get(key) ?? this.make(key);
		this.#values.set(key, known);
		return known;
	}
}
