export const FLAGS = [];

export function remoteOf({ url }, folder) {
	return `:azureblob,sas_url='${url}':recordings/${folder}`;
}
