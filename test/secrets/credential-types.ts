import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { root } from '../../demo/lib/project.js';

const folder = join(root, 'credentials');

/** All that the package has. */
export function credentialTypes(): ICredentialType[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.credentials.ts'))
		.map((name) => {
			const [Type] = Object.values(jest.requireActual<Record<string, new () => ICredentialType>>(join(folder, name)));
			return new Type();
		});
}

/** Its own, and those of the types that it extends. */
export function propertiesOf({ properties, extends: bases = [] }: ICredentialType): INodeProperties[] {
	return [...properties, ...credentialTypes().filter(({ name }) => bases.includes(name)).flatMap(propertiesOf)];
}

/** What the editor hides, since it is a secret. */
export function hiddenFieldsOf(type: ICredentialType): INodeProperties[] {
	return propertiesOf(type).filter(({ typeOptions }) => typeOptions?.password);
}
