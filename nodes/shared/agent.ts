import { NodeConnectionTypes, type IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent runs the node. From n8n 2 on the engine runs an agent's tools like any other node, and only
 * tells them by where their output goes; inside sub-agents the context says it.
 */
export function isRunByAgent(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() || context.getNode().rewireOutputLogTo === NodeConnectionTypes.AiTool;
}

/** How many items to work for. A tool inside a sub-agent gets no items: its parameters say all. */
export function itemCountOf(context: IExecuteFunctions): number {
	return context.getInputData().length || (isRunByAgent(context) ? 1 : 0);
}
