export function bundle(): { file: string; modules: string[] };
